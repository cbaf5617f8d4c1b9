"""Where the app's assets lie: beside this module in an installed wheel, else in the source tree."""

from pathlib import Path

_INSTALLED = Path(__file__).resolve().with_suffix("")
_SOURCE = Path(__file__).resolve().parent.parent / "assets"


def assets_folder() -> Path:
    """The folder that holds icon, fonts, code lists, registers and map layers."""
    return _INSTALLED if _INSTALLED.is_dir() else _SOURCE


def asset(name: str) -> Path:
    """The path of one asset, such as ``codes/agencies.json``.

    Raises FileNotFoundError when it is not there, and ValueError for a name that leads elsewhere.
    """
    folder = assets_folder()
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ValueError("an asset's name must stay inside the assets folder")
    if not path.exists():
        raise FileNotFoundError(f"no asset named {name!r}")
    return path
