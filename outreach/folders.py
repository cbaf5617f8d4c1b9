"""Where a person's data lies when they name no folder, by the conventions of the platform."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def data_folder() -> Path:
    """The user's folder for this program's data; it need not exist yet."""
    given = os.environ.get("FLET_APP_STORAGE_DATA")
    if given:
        return Path(given) / "outreach"
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "outreach"


def default_vault() -> Path:
    """The vault that the app opens when none is named."""
    return data_folder() / "vault"
