"""The shape of a review: a change that sets no fields of a record but gives a verdict on it.

    {"record": 32 hex, "verdict": "approved" | "returned", "versions": [64 hex, ...],
     "comments": [{"field": name | null, "text": ...}, ...]}

``versions`` names all entries of the record that the reviewer saw. Whether the review counts is
another question: see ``reviews``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final, Literal, TypeAlias

#: The type of a change that is a review and no record.
REVIEW: Final = "review"
#: The version of that shape that this build knows.
REVIEW_VERSION: Final = 1

Verdict: TypeAlias = Literal["approved", "returned"]

MAX_VERSIONS: Final = 10_000
MAX_COMMENTS: Final = 500
MAX_COMMENT: Final = 10_000

_RECORD = re.compile(r"[0-9a-f]{32}")
_ENTRY = re.compile(r"[0-9a-f]{64}")


def review_fields(
    record: str,
    verdict: Verdict,
    versions: Iterable[str],
    comments: Iterable[tuple[str | None, str]] = (),
) -> dict[str, Any]:
    """What a review sets. ``versions``: the ids of all entries of the record that its author saw;
    ``comments``: (field or None for the whole record, text)."""
    return {
        "record": record,
        "verdict": verdict,
        "versions": sorted(versions),
        "comments": [{"field": field, "text": text} for field, text in comments],
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
