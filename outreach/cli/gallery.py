"""gallery: every shared control in every state, for those who design and build; needs no vault."""

from __future__ import annotations

from typing import Annotated

import typer

from outreach.cli.printing import out
from outreach.cli.windows import WebOption


def gallery(
    web: WebOption = False,
    port: Annotated[
        int,
        typer.Option(metavar="P", min=0, max=65535, help="The browser's port; any free one by 0."),
    ] = 0,
) -> None:
    """Open the gallery of shared controls: in a window, or in a browser without a display."""
    import os
    import sys

    from outreach.app import choose_surface, has_desktop_client
    from outreach.assets import asset
    from outreach.ui import guard
    from outreach.views.gallery import gallery as main

    surface = choose_surface(
        web=web, platform=sys.platform, environ=os.environ, has_client=has_desktop_client()
    )
    guard.quiet_logs()
    if surface.native:
        import flet as ft

        ft.run(main, assets_dir=str(asset("")), name="Outreach", host="127.0.0.1")
        return
    from outreach import web as browser

    out(f"The gallery opens in a browser on this machine, because {surface.why}.")
    out("The address below works once, for ten minutes. Press Enter for a fresh one.")
    browser.serve(main, tablet="gallery", assets=str(asset("")), port=port, say=out)
