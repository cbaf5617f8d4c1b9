"""Help: a practice visit, cards on what may be shared and what to do, about and licences.

screen.py     the list of topics, and a topic
cards.py      the cards, from assets/help
practice.py   a visit that teaches by doing, and that is never kept
steps.py      what each of its steps shows
welcome.py    the offer of it after the first unlock
about.py      version, typefaces, data and packages with their licences
"""

from outreach.views.help.screen import Help

__all__ = ["Help"]
