"""The picture of who and what has to do with somebody or something.

    place.py     where each stands, from the network and the width alone
    picture.py   how it is drawn, and the same as a list
    signs.py     a sign for each sort of end

The rule: nobody is ranked, coloured or placed by what a list calls them. Which sort of thing
something is, is told by its sign and in words; how sure a tie is, by its line and in words.
"""

from outreach.ui.network.picture import Around

__all__ = ["Around"]
