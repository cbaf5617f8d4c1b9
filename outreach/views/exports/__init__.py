"""What leaves the vault as a file, from the app.

screen.py      which export it is, by its address
recipient.py   for whom: a member, another partnership, six words, or nobody
outlet.py      purpose, recipient, what is in it, and out
pack.py        the days of a pack, and its texts, read one after the other
marked.py      a text with what in it may lead to somebody
opening.py     a file that somebody sealed for this person
read.py        a pack as its reviewer reads it
"""

from outreach.views.exports.opening import OpenExport
from outreach.views.exports.screen import Exporting

__all__ = ["Exporting", "OpenExport"]
