"""The types of a field's value, with their limits. Sizes are characters; nothing is unbounded.

A code is a string here, not an enumeration: which codes exist is data (``codes.py``) and changes
without a release, so a stored record with a strange code must still be readable.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from outreach.model import instants

#: One line: a name, an address, an authority.
LINE_CHARS = 200
#: Some sentences: a description, a reason.
NOTE_CHARS = 2_000
#: A narrative or words spoken.
LONG_CHARS = 10_000
CODE_CHARS = 64

Word = Annotated[str, StringConstraints(strict=True, max_length=40)]
Line = Annotated[str, StringConstraints(strict=True, max_length=LINE_CHARS)]
Note = Annotated[str, StringConstraints(strict=True, max_length=NOTE_CHARS)]
Long = Annotated[str, StringConstraints(strict=True, max_length=LONG_CHARS)]
Code = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=CODE_CHARS)]
Codes = Annotated[list[Code], Field(max_length=60)]
#: The id of another record.
Ref = Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9a-f]{32}$")]
Refs = Annotated[list[Ref], Field(max_length=200)]
#: Answers of a checklist: item code to answer code.
Checklist = Annotated[dict[Code, Code], Field(max_length=100)]
#: What is said in place of something: name of a field to text.
Replaced = Annotated[dict[Code, Long], Field(max_length=100)]
#: RFC 3339 with the local offset, to the second (``instants.py``).
Instant = Annotated[
    str,
    StringConstraints(strict=True, pattern=instants.CANONICAL),
    AfterValidator(instants.checked),
]
#: A day without a time, ``YYYY-MM-DD``: somebody's birth, an expiry.
Day = Annotated[
    str,
    StringConstraints(strict=True, pattern=instants.DAY),
    AfterValidator(instants.checked_day),
]
YesNo = Annotated[bool, Field(strict=True)]
#: WGS84 degrees.
Latitude = Annotated[float, Field(strict=True, ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(strict=True, ge=-180, le=180, allow_inf_nan=False)]
#: Metres.
Metres = Annotated[float, Field(strict=True, ge=0, le=100_000, allow_inf_nan=False)]
#: Whole days.
Days = Annotated[int, Field(strict=True, ge=0, le=3_650)]
#: How many: people of a district, vehicles of an operator.
Count = Annotated[int, Field(strict=True, ge=0, le=100_000_000)]
#: GSS code of the Office for National Statistics: E05 ward, E08 metropolitan district.
GssCode = Annotated[str, StringConstraints(strict=True, pattern=r"^[EWSNK][0-9]{8}$")]
Postcode = Annotated[str, StringConstraints(strict=True, max_length=12)]
Uprn = Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9]{1,12}$")]
GridReference = Annotated[str, StringConstraints(strict=True, max_length=20)]
Registration = Annotated[str, StringConstraints(strict=True, max_length=20)]
