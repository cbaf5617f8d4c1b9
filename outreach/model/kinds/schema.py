"""JSON Schema of a kind, from its model, with labels, help and the options of today's lists."""

from __future__ import annotations

from typing import Any

from outreach.model.codes import CodeList, code_list
from outreach.model.kinds.answers import PART_CODES
from outreach.model.kinds.registry import plan_of


def schema(kind: str) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of what ``outreach add`` takes. Raises ``UnknownKind``."""
    plan = plan_of(kind)
    found: dict[str, Any] = plan.model.model_json_schema()
    found["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    found["title"] = plan.model.noun
    found["description"] = plan.model.__doc__ or ""
    for name, ask in plan.asks.items():
        described = found["properties"][name]
        described["title"] = ask.label
        if ask.help:
            described["description"] = ask.help
        # Leaving a field out and null mean the same, so the schema does not speak of null.
        described.pop("default", None)
        kept = [one for one in described.get("anyOf", []) if one.get("type") != "null"]
        if len(kept) == 1:
            del described["anyOf"]
            described.update(kept[0])
        elif kept:
            described["anyOf"] = kept
        if name in plan.codes:
            for one in [described, *described.get("anyOf", [])]:
                _offer(one, plan.codes[name])
    for shape in found.get("$defs", {}).values():
        for part, listed in PART_CODES.items():
            if part in shape.get("properties", {}):
                shape["properties"][part]["enum"] = [c.code for c in code_list(listed).active]
    return found


def _offer(described: dict[str, Any], codes: CodeList) -> None:
    offered = [code.code for code in codes.active]
    if described.get("type") == "string":
        described["enum"] = offered
    elif described.get("type") == "array" and described["items"].get("type") == "string":
        described["items"]["enum"] = offered
    elif described.get("type") == "object":
        described["propertyNames"] = {"enum": offered}
        answers = [code.code for code in code_list("checklist_answer").active]
        described["additionalProperties"] = {"type": "string", "enum": answers}
