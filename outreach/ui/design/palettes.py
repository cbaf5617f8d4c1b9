"""The three palettes. Light for a desk, dark for the evening, night drive for a dark car.

Night drive keeps the eyes adapted: red and amber only, no blue and hardly any green light, grounds
next to black, and no large lit area. What is lost in hue is made up by signs and words.
"""

from __future__ import annotations

from outreach.ui.design.colour import Palette

LIGHT = Palette(
    primary="#0B625E",
    on_primary="#FFFFFF",
    primary_fixed="#0B625E",
    on_primary_fixed="#FFFFFF",
    primary_fixed_dim="#0B625E",
    primary_container="#C9EBE7",
    on_primary_container="#06312F",
    secondary_container="#DCE9E7",
    on_secondary_container="#17302E",
    tertiary="#7A4B00",
    on_tertiary="#FFFFFF",
    tertiary_container="#FFE2B4",
    on_tertiary_container="#3A2300",
    error="#A8201A",
    on_error="#FFFFFF",
    error_container="#FFDAD5",
    on_error_container="#410603",
    surface="#F5F8F7",
    surface_container_low="#FFFFFF",
    surface_container="#EBF1F0",
    surface_container_high="#E2EAE8",
    on_surface="#15201F",
    on_surface_variant="#465654",
    outline="#6C7D7B",
    outline_variant="#C6D2D0",
    series=("#0B625E", "#A85B00", "#5B4BB3", "#A8201A", "#3F6B12", "#8A2C6B"),
    heat=("#EBF1F0", "#C9E4E1", "#97C9C4", "#5FA8A2", "#2C837D", "#0B5652"),
    dark=False,
)

DARK = Palette(
    primary="#83D5CD",
    on_primary="#00302D",
    primary_fixed="#12605B",
    on_primary_fixed="#E4FBF8",
    primary_fixed_dim="#3F9A93",
    primary_container="#0F4B47",
    on_primary_container="#C4EFEA",
    secondary_container="#263735",
    on_secondary_container="#CFE3E0",
    tertiary="#F0BE70",
    on_tertiary="#3A2300",
    tertiary_container="#523600",
    on_tertiary_container="#FFDFAE",
    error="#FFB1A7",
    on_error="#5A0B06",
    error_container="#73160F",
    on_error_container="#FFDAD5",
    surface="#0D1413",
    surface_container_low="#131C1B",
    surface_container="#182322",
    surface_container_high="#1F2C2A",
    on_surface="#E2EAE8",
    on_surface_variant="#AEBFBC",
    outline="#80918F",
    outline_variant="#33423F",
    series=("#83D5CD", "#F0BE70", "#B9AEF5", "#FFB1A7", "#B4D68A", "#EFA6D4"),
    heat=("#182322", "#17403D", "#1B615C", "#318D87", "#53AAA3", "#83D5CD"),
    dark=True,
)

NIGHT = Palette(
    primary="#CE882D",
    on_primary="#120903",
    primary_fixed="#351B04",
    on_primary_fixed="#CE8A3A",
    primary_fixed_dim="#955F2D",
    primary_container="#261504",
    on_primary_container="#CB8838",
    secondary_container="#1B0F06",
    on_secondary_container="#C08546",
    tertiary="#D67B1D",
    on_tertiary="#120903",
    tertiary_container="#271202",
    on_tertiary_container="#D4812A",
    error="#E85A3C",
    on_error="#140200",
    error_container="#2E0803",
    on_error_container="#E86A4C",
    surface="#040200",
    surface_container_low="#0B0602",
    surface_container="#120904",
    surface_container_high="#1A0E06",
    on_surface="#C48547",
    on_surface_variant="#AC753D",
    outline="#955F2D",
    outline_variant="#3A2412",
    series=("#CE882D", "#E85A3C", "#A8723C", "#A8862E", "#B5564A", "#8F6A2A"),
    heat=("#120904", "#33200B", "#553512", "#7D4F1A", "#A56B23", "#CE882D"),
    dark=True,
)

PALETTES = {"light": LIGHT, "dark": DARK, "night": NIGHT}
