"""A text with what in it may lead to somebody: marked by ground and by a line, not by colour."""

from __future__ import annotations

from collections.abc import Sequence

import flet as ft

from outreach.model.identifying import Found


def marked(text: str, found: Sequence[Found], name: str) -> ft.Control:
    """What is certain stands on a ground, what may be a name has a line below it."""
    spans: list[ft.TextSpan] = []
    at = 0
    for one in found:
        if one.start > at:
            spans.append(ft.TextSpan(text[at : one.start]))
        spans.append(ft.TextSpan(text[one.start : one.end], style=_style(one)))
        at = one.end
    if at < len(text):
        spans.append(ft.TextSpan(text[at:]))
    return ft.Semantics(
        identifier=name,
        label=text,
        exclude_semantics=True,
        content=ft.Text(spans=spans, selectable=True, theme_style=ft.TextThemeStyle.BODY_LARGE),
    )


def _style(found: Found) -> ft.TextStyle:
    line = ft.TextDecoration.UNDERLINE
    if not found.certain:
        return ft.TextStyle(decoration=line, decoration_style=ft.TextDecorationStyle.DOTTED)
    return ft.TextStyle(
        decoration=line,
        bgcolor=ft.Colors.TERTIARY_CONTAINER,
        color=ft.Colors.ON_TERTIARY_CONTAINER,
        weight=ft.FontWeight.W_600,
    )
