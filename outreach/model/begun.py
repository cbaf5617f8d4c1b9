"""A form in the edition of its code lists in which it was begun, whatever changes meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from outreach.model.codes import CodeList, Lists
from outreach.model.fields import Form, FormField, Section


def in_edition(form: Form, lists: Lists) -> Form:
    """``form`` as it offers what ``lists`` offer, from now on and for ever."""

    def of(listed: CodeList | None) -> CodeList | None:
        return listed and lists[listed.name]

    def field(one: FormField) -> FormField:
        if one.codes is None and one.answers is None:
            return one
        return replace(one, codes=of(one.codes), answers=of(one.answers))

    return replace(
        form,
        sections=tuple(
            Section(one.name, one.title, tuple(field(asked) for asked in one.fields))
            for one in form.sections
        ),
    )


def questions_of(form: Form, names: Iterable[str]) -> tuple[str, ...]:
    """The labels of the questions that these lists are behind, in the order of the form."""
    behind = frozenset(names)
    return tuple(
        dict.fromkeys(
            field.label
            for field in form.fields()
            for listed in (field.codes, field.answers)
            if listed is not None and listed.name in behind
        )
    )
