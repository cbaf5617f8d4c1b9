"""The design language: the only folder in which a colour, a size or a typeface is named.

    space.py     distances, sizes, layouts           colour.py   roles, contrast, which may meet
    palettes.py  light, dark, night drive            kind.py     type, and text sizes
    state.py     states of records and of places     theme.py    all of it as Flet takes it
    look.py      what a window wears now, and dress()

The rules, each held by a test: text 4.5:1 and signs 3:1 on every ground they are used on, in every
palette; targets of 48 dp or more; a state is a sign and words, and only then a colour; night drive
never shines.
"""

from outreach.ui.design.colour import (
    READ_ON,
    SEEN_ON,
    Palette,
    contrast,
    luminance,
)
from outreach.ui.design.kind import (
    BODY,
    FONTS,
    LARGE_FROM,
    SCALE,
    SIGNS,
    STRONG,
    TEXT_SIZES,
    button_height,
    text,
    type_scale,
)
from outreach.ui.design.look import MODES, Look, dress, look_of, sign_size, text_size
from outreach.ui.design.palettes import DARK, LIGHT, NIGHT, PALETTES
from outreach.ui.design.space import DESKTOP_FROM, TABLET_FROM, Size, Space, layout
from outreach.ui.design.state import PLACE, RECORD, TONES, State, Tone
from outreach.ui.design.theme import scheme, theme

__all__ = [
    "BODY",
    "DARK",
    "DESKTOP_FROM",
    "FONTS",
    "LARGE_FROM",
    "LIGHT",
    "MODES",
    "NIGHT",
    "PALETTES",
    "PLACE",
    "READ_ON",
    "RECORD",
    "SCALE",
    "SEEN_ON",
    "SIGNS",
    "STRONG",
    "TABLET_FROM",
    "TEXT_SIZES",
    "TONES",
    "Look",
    "Palette",
    "Size",
    "Space",
    "State",
    "Tone",
    "button_height",
    "contrast",
    "dress",
    "layout",
    "look_of",
    "luminance",
    "scheme",
    "sign_size",
    "text",
    "text_size",
    "theme",
    "type_scale",
]
