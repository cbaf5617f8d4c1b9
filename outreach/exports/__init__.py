"""What can leave the vault, made from what its person may read.

    records.py       one kind as a table (CSV) or as JSON Lines
    shift.py         the report of one outing, as PDF
    premises.py      the history of premises, as PDF
    disclosure.py    the schedule of every version of records, as PDF, CSV or JSON Lines
    pack.py          a de-identified pack for learning and peer review
    localities.py    what is measured by ward beside what was recorded, as CSV or JSON Lines
    table.py         cells that no spreadsheet obeys
    told.py          a record as a report tells it

Each gives a ``Document``; ``outreach.exporting`` notes it, seals it and lets it out.
"""
