"""What the records say together, for a supervisor: figures, charts, and the records behind each.

screen.py    which of the two is shown, and what is chosen
boards.py    from figures to charts, and what stands out in words
board.py     a chart on the screen: picture, numbers as rows, saving it
behind.py    the records behind a number
wards.py     what is measured by ward beside what was recorded there
telling.py   weeks, hours, lengths of time and slices in words
"""

from outreach.views.insights.screen import Insights

__all__ = ["Insights"]
