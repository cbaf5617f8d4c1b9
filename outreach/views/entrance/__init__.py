"""What stands before the records: whose they are, how one comes in, what comes first.

outside.py    while nothing is open: which of the screens is shown
start.py      whose records are on this tablet, or how to come in
join.py       an invitation: paste it, say who one is, compare six words, choose a passphrase
found.py      a new partnership: its store, its name, its founder, its recovery sheet
words.py      the six words, large
choosing.py   a new passphrase: six generated words first, typed again
forgotten.py  the recovery code in place of a passphrase
recover.py    the organisation's key on paper, where no administrator is left
wiped.py      a vault that is gone: why, and what to do

inside.py     while a vault is open and something comes first: which of the screens is shown
code.py       a recovery code, shown once
waiting.py    the administrator has not answered yet
first_sync.py everything comes in for the first time, or a new partnership's spaces are founded
founding.py   how the founding of the spaces stands, and what to do where the store refuses

All of them are laid out as ``views/column.py`` says.
"""

from outreach.views.entrance.inside import Inside
from outreach.views.entrance.outside import Outside

__all__ = ["Inside", "Outside"]
