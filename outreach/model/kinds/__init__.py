"""The kinds of record, and all that the rest of the app asks about one.

    validate, validate_partial   what a person gives        strict   (checking.py)
    read                         what was stored            lenient about codes   (reading.py)
    missing, warnings            what to ask for, what is odd
    title, subtitle, text, amiss a record in words          (telling.py)
    label, describe              a field and a value in words
    form, schema                 how to ask, how to write   (fields.py, schema.py)
    space_of, reviewed           where it goes, who looks at it   (assets/spaces.json)

A new kind is one file beside these and one line in ``registry.py``.
"""

from outreach.model.fields import Form, FormField, Section
from outreach.model.kinds.checking import (
    is_late,
    missing,
    validate,
    validate_partial,
    warnings,
)
from outreach.model.kinds.header import Record
from outreach.model.kinds.reading import read
from outreach.model.kinds.registry import (
    GIVEN,
    HOME_PROOF,
    KINDS,
    TAKEN,
    UNASKED,
    ends_of,
    form,
    goes_with_its_record,
    most_restricted,
    never_given,
    reviewed,
    space_names,
    space_of,
)
from outreach.model.kinds.schema import schema
from outreach.model.kinds.telling import amiss, describe, fields_shown, label, subtitle, text, title
from outreach.model.problems import InvalidRecord, NewerVersion, Problem, UnknownKind

__all__ = [
    "GIVEN",
    "HOME_PROOF",
    "KINDS",
    "TAKEN",
    "UNASKED",
    "Form",
    "FormField",
    "InvalidRecord",
    "NewerVersion",
    "Problem",
    "Record",
    "Section",
    "UnknownKind",
    "amiss",
    "describe",
    "ends_of",
    "fields_shown",
    "form",
    "goes_with_its_record",
    "is_late",
    "label",
    "missing",
    "most_restricted",
    "never_given",
    "read",
    "reviewed",
    "schema",
    "space_names",
    "space_of",
    "subtitle",
    "text",
    "title",
    "validate",
    "validate_partial",
    "warnings",
]
