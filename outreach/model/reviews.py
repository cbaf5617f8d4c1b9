"""Reviews: whose counts, and what a record's state is after all of them.

The rules that this module enforces, on every device alike:

1. A review counts only if the roster gives its author the duty of supervisor in that space.
2. Nobody reviews what they wrote: not a record to which they, from whichever device, had written
   anything up to the review, nor one of whose named versions they wrote.
3. It must stand in the record's own space. What does not count goes to quarantine.
4. An approval names the versions its author saw. A record is approved if the latest review that
   counts is an approval that names every version there is, and no return stands against it that
   the approver had not seen. Anything else brings it back to the queue: ``corrected`` if it had
   been returned, ``to_review`` if not.
"""

from __future__ import annotations

import re
from typing import Any, Final, Literal, TypeAlias

#: The type of a change that is a review and no record.
REVIEW: Final = "review"
SUPERVISOR: Final = "supervisor"

Verdict: TypeAlias = Literal["approved", "returned"]
State: TypeAlias = Literal["to_review", "approved", "returned", "corrected", "none"]

MAX_VERSIONS: Final = 10_000
MAX_COMMENTS: Final = 500
MAX_COMMENT: Final = 10_000

_RECORD = re.compile(r"[0-9a-f]{32}")
_ENTRY = re.compile(r"[0-9a-f]{64}")


def review_fields(
    record: str,
    verdict: Verdict,
    versions: list[str],
    comments: list[tuple[str | None, str]] | None = None,
) -> dict[str, Any]:
    """What a review sets. ``versions``: the ids of all entries of the record that its author saw;
    ``comments``: (field or None for the whole record, text)."""
    return {
        "record": record,
        "verdict": verdict,
        "versions": sorted(versions),
        "comments": [{"field": field, "text": text} for field, text in comments or []],
    }


def check_review(fields: dict[str, Any]) -> str | None:
    """Why ``fields`` are no review, in words that quote nothing; None if they are one."""
    record = fields.get("record")
    if type(record) is not str or not _RECORD.fullmatch(record):
        return "The review names no record."
    if fields.get("verdict") not in ("approved", "returned"):
        return "The review has no verdict."
    versions = fields.get("versions")
    if type(versions) is not list or not 0 < len(versions) <= MAX_VERSIONS:
        return "The review names no versions."
    if not all(type(entry) is str and _ENTRY.fullmatch(entry) for entry in versions):
        return "The review names something that is no version."
    comments = fields.get("comments", [])
    if type(comments) is not list or len(comments) > MAX_COMMENTS:
        return "The review's comments are no list."
    if not all(_is_comment(comment) for comment in comments):
        return "A comment of the review is none."
    return None


def _is_comment(comment: object) -> bool:
    if type(comment) is not dict or not comment.keys() <= {"field", "text"}:
        return False
    field, text = comment.get("field"), comment.get("text")
    if field is not None and (type(field) is not str or len(field) > 64):
        return False
    return type(text) is str and len(text) <= MAX_COMMENT
