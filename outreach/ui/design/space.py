"""Distances and sizes in dp. Everything stands on a grid of four."""

from __future__ import annotations


class Space:
    """Distances between things, and from a sheet's edge to what stands on it."""

    XS = 4
    S = 8
    SM = 12
    M = 16
    ML = 20
    L = 24
    XL = 32


class Size:
    """Widths, heights, corners and signs."""

    TARGET = 48  # the least a finger is asked to hit
    BIG = 64  # main actions
    ROW = 72  # a list row with two lines
    READ = 720  # the widest a column of text or a form grows
    PANE = 400  # the list beside a page, where two panes fit
    DIALOG = 480  # the widest a question grows

    RADIUS = 14  # sheets, buttons, fields
    ROUND = 20  # a sheet that rises from below, a dialog
    SMALL = 8  # badges, skeletons

    SIGN = 24  # an icon beside words
    SIGN_SMALL = 16  # an icon in a badge
    SIGN_BIG = 40  # an icon that stands for a whole screen

    EDGE = 1  # the line round a sheet
    FOCUS = 3  # the line round what the keyboard is on


#: Width in dp from which a layout is used.
TABLET_FROM = 640
DESKTOP_FROM = 1080


def layout(width: float | None) -> str:
    """``phone``, ``tablet`` or ``desktop`` for a window so many dp wide."""
    if width is None or width < TABLET_FROM:
        return "phone"
    return "tablet" if width < DESKTOP_FROM else "desktop"
