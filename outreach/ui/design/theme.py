"""A palette and a text size, as Flet takes them: everything that Material lets one set once."""

from __future__ import annotations

import flet as ft

from outreach.ui.design.colour import Palette
from outreach.ui.design.kind import BAR_AT_MOST, BODY, SIGN_AT_MOST, style, type_scale
from outreach.ui.design.space import Size, Space


def scheme(palette: Palette) -> ft.ColorScheme:
    """The palette as Flet wants it."""
    p = palette
    return ft.ColorScheme(
        primary=p.primary,
        on_primary=p.on_primary,
        primary_fixed=p.primary_fixed,
        on_primary_fixed=p.on_primary_fixed,
        primary_fixed_dim=p.primary_fixed_dim,
        primary_container=p.primary_container,
        on_primary_container=p.on_primary_container,
        secondary=p.primary,
        on_secondary=p.on_primary,
        secondary_container=p.secondary_container,
        on_secondary_container=p.on_secondary_container,
        tertiary=p.tertiary,
        on_tertiary=p.on_tertiary,
        tertiary_container=p.tertiary_container,
        on_tertiary_container=p.on_tertiary_container,
        error=p.error,
        on_error=p.on_error,
        error_container=p.error_container,
        on_error_container=p.on_error_container,
        surface=p.surface,
        on_surface=p.on_surface,
        on_surface_variant=p.on_surface_variant,
        surface_container_lowest=p.surface_container_low,
        surface_container_low=p.surface_container_low,
        surface_container=p.surface_container,
        surface_container_high=p.surface_container_high,
        surface_container_highest=p.surface_container_high,
        outline=p.outline,
        outline_variant=p.outline_variant,
        surface_tint=p.surface,
        inverse_surface=p.on_surface,
        on_inverse_surface=p.surface,
        inverse_primary=p.primary_container,
        shadow="#000000",
        scrim="#000000",
    )


#: A button's sign in dp.
ICON = 20


def _button(
    p: Palette,
    text_size: float,
    *,
    ink: str,
    ground: str | None = None,
    edge: str | None = None,
) -> ft.ButtonStyle:
    """A button's style: no fixed height, a line when the keyboard is on it, grey when it cannot be
    pressed."""
    rest = ft.BorderSide(Size.EDGE, edge) if edge else ft.BorderSide.none()
    off = ft.BorderSide(Size.EDGE, p.outline_variant) if edge else ft.BorderSide.none()
    filled = {
        ft.ControlState.DISABLED: p.surface_container_high,
        ft.ControlState.DEFAULT: ground,
    }
    return ft.ButtonStyle(
        shape=ft.RoundedRectangleBorder(radius=Size.RADIUS),
        padding=ft.Padding.symmetric(horizontal=Space.ML, vertical=Space.M),
        text_style=style("label_large", None, text_size),
        side={
            ft.ControlState.DISABLED: off,
            ft.ControlState.FOCUSED: ft.BorderSide(Size.FOCUS, p.on_surface),
            ft.ControlState.DEFAULT: rest,
        },
        color={ft.ControlState.DISABLED: p.outline, ft.ControlState.DEFAULT: ink},
        bgcolor=filled if ground else None,  # type: ignore[arg-type]
        icon_size=ICON * min(text_size, SIGN_AT_MOST),
    )


def theme(palette: Palette, text_size: float = 1.0) -> ft.Theme:
    """The theme of one palette with text of one size (1.0 to 2.0)."""
    p = palette

    def words(name: str, ink: str = p.on_surface, at_most: float = 9.0) -> ft.TextStyle:
        return style(name, ink, min(text_size, at_most))

    sheet = ft.RoundedRectangleBorder(radius=Size.RADIUS)
    dialog = ft.RoundedRectangleBorder(radius=Size.ROUND)
    return ft.Theme(
        color_scheme=scheme(p),
        font_family=BODY,
        use_material3=True,
        text_theme=type_scale(p.on_surface, text_size),
        scaffold_bgcolor=p.surface,
        # Without it a sign of no role would be white in the dark.
        icon_theme=ft.IconTheme(color=p.on_surface_variant),
        focus_color=ft.Colors.with_opacity(0.24, p.primary),
        filled_button_theme=ft.FilledButtonTheme(
            style=_button(
                p,
                text_size,
                ink=p.on_primary_fixed,
                ground=p.primary_fixed,
                edge=p.primary_fixed_dim,
            )
        ),
        outlined_button_theme=ft.OutlinedButtonTheme(
            style=_button(p, text_size, ink=p.primary, edge=p.outline)
        ),
        text_button_theme=ft.TextButtonTheme(style=_button(p, text_size, ink=p.primary)),
        icon_button_theme=ft.IconButtonTheme(
            style=ft.ButtonStyle(
                side={
                    ft.ControlState.FOCUSED: ft.BorderSide(Size.FOCUS, p.on_surface),
                    ft.ControlState.DEFAULT: ft.BorderSide.none(),
                }
            )
        ),
        segmented_button_theme=ft.SegmentedButtonTheme(
            style=_button(p, text_size, ink=p.primary, edge=p.outline)
        ),
        divider_theme=ft.DividerTheme(color=p.outline_variant, thickness=1, space=1),
        list_tile_theme=ft.ListTileTheme(
            title_text_style=words("body_large"),
            subtitle_text_style=words("body_small", p.on_surface_variant),
            leading_and_trailing_text_style=words("label_small", p.on_surface_variant),
            icon_color=p.on_surface_variant,
            selected_color=p.on_surface,
            selected_tile_color=p.secondary_container,
            content_padding=ft.Padding.symmetric(horizontal=Space.M, vertical=Space.XS),
            horizontal_spacing=Space.M,
        ),
        chip_theme=ft.ChipTheme(
            bgcolor=p.surface_container_low,
            selected_color=p.primary_container,
            check_color=p.on_primary_container,
            disabled_color=p.surface_container_high,
            label_text_style=words("body_medium"),
            border_side=ft.BorderSide(Size.EDGE, p.outline),
        ),
        navigation_bar_theme=ft.NavigationBarTheme(
            bgcolor=p.surface_container,
            indicator_color=p.primary_container,
            label_text_style=words("label_small", at_most=BAR_AT_MOST),
        ),
        navigation_rail_theme=ft.NavigationRailTheme(
            bgcolor=p.surface_container,
            indicator_color=p.primary_container,
            selected_label_text_style=words("label_small", at_most=BAR_AT_MOST),
            unselected_label_text_style=words(
                "label_small", p.on_surface_variant, at_most=BAR_AT_MOST
            ),
        ),
        badge_theme=ft.BadgeTheme(
            bgcolor=p.error,
            text_color=p.on_error,
            text_style=words("label_small", p.on_error, at_most=1.0),
        ),
        progress_indicator_theme=ft.ProgressIndicatorTheme(
            color=p.primary,
            linear_track_color=p.surface_container_high,
            circular_track_color=p.surface_container_high,
        ),
        # Material's is a bright bar in the dark: at night it would blind.
        snackbar_theme=ft.SnackBarTheme(
            bgcolor=p.surface_container_high,
            content_text_style=words("body_medium"),
            close_icon_color=p.on_surface_variant,
            action_text_color=p.primary,
            shape=ft.RoundedRectangleBorder(
                radius=Size.RADIUS, side=ft.BorderSide(Size.EDGE, p.outline)
            ),
            behavior=ft.SnackBarBehavior.FLOATING,
        ),
        # So is its tooltip.
        tooltip_theme=ft.TooltipTheme(
            text_style=words("body_small"),
            decoration=ft.BoxDecoration(
                bgcolor=p.surface_container_high,
                border_radius=Size.SMALL,
                border=ft.Border.all(Size.EDGE, p.outline),
            ),
            padding=ft.Padding.symmetric(horizontal=Space.SM, vertical=Space.S),
        ),
        dialog_theme=ft.DialogTheme(
            bgcolor=p.surface_container_low,
            shape=dialog,
            title_text_style=words("headline_small"),
            content_text_style=words("body_medium"),
            barrier_color=ft.Colors.with_opacity(0.6, "#000000"),
        ),
        bottom_sheet_theme=ft.BottomSheetTheme(
            bgcolor=p.surface_container_low,
            shape=ft.RoundedRectangleBorder(
                radius=ft.BorderRadius.only(top_left=Size.ROUND, top_right=Size.ROUND)
            ),
            show_drag_handle=True,
            drag_handle_color=p.outline,
            barrier_color=ft.Colors.with_opacity(0.6, "#000000"),
        ),
        popup_menu_theme=ft.PopupMenuTheme(
            color=p.surface_container_low, shape=sheet, label_text_style=words("body_medium")
        ),
        scrollbar_theme=ft.ScrollbarTheme(thumb_color=p.outline, thickness=6, radius=3),
        visual_density=ft.VisualDensity.STANDARD,
    )
