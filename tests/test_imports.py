"""The direction of imports is part of the design, so a test walks them.

    views -> ui, session -> model, sync.client -> sync protocol <- sync.store

Imports inside functions and under TYPE_CHECKING count: an arrow is an arrow.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Stands for every module of sync that is in neither client nor store.
PROTOCOL = "sync protocol"

# The unlocked state is one layer in several files.
SESSION = tuple(
    f"outreach.{name}"
    for name in (
        "session",
        "administering",
        "adopting",
        "asking",
        "auditing",
        "belonging",
        "clock",
        "deadlines",
        "door",
        "drafts",
        "enrolling",
        "erasing",
        "exporting",
        "finding_alike",
        "founding",
        "giving",
        "importing",
        "inviting",
        "joining",
        "leaving",
        "linking",
        "listing",
        "losing",
        "keeping",
        "opening",
        "partnering",
        "pointing",
        "passes",
        "reading",
        "recording",
        "recovering",
        "referring",
        "rehearsing",
        "renewing",
        "reserving",
        "sharing",
        "syncing",
        "taking_in",
        "trail",
        "tablet",
        "unlocked",
        "writing",
    )
)
BELOW_SESSION = (
    *SESSION,
    "outreach.folders",
    "outreach.model",
    "outreach.assets",
    "sync.client",
    PROTOCOL,
)

# The most specific row that fits a module says what of our own it may import.
ALLOWED: dict[str, tuple[str, ...]] = {
    "sync": (PROTOCOL,),
    "sync.client": ("sync.client", PROTOCOL),
    "sync.store": ("sync.store", PROTOCOL),
    "outreach.assets": (),
    "outreach.words": ("outreach.assets",),
    "outreach.model": ("outreach.model", "outreach.assets", "outreach.words", PROTOCOL),
    **dict.fromkeys(SESSION, BELOW_SESSION),
    "outreach.paper": ("outreach.paper", "outreach.assets", "outreach.words", PROTOCOL),
    "outreach.exports": (
        "outreach.exports",
        "outreach.exporting",
        "outreach.session",
        "outreach.paper",
        "outreach.model",
        "outreach.assets",
        "outreach.words",
        PROTOCOL,
    ),
    "outreach.ui": (
        "outreach.ui",
        "outreach.door",
        "outreach.finding_alike",
        "outreach.paper",
        "outreach.session",
        "outreach.drafts",
        "outreach.model",
        "outreach.assets",
        "outreach.words",
        PROTOCOL,
    ),
    "outreach.views": (
        "outreach.views",
        "outreach.deadlines",
        "outreach.exports",
        "outreach.exporting",
        "outreach.finding_alike",
        "outreach.linking",
        "outreach.referring",
        "outreach.taking_in",
        "outreach.paper",
        "outreach.ui",
        "outreach.door",
        "outreach.session",
        "outreach.model",
        "outreach.assets",
        "outreach.words",
        "sync.errors",
    ),
    # The shells that start things. Only the demonstration's may start a store.
    "outreach": ("outreach", "sync.client", PROTOCOL),
    "outreach.cli": ("outreach", "sync"),
    "outreach.demo": ("outreach", "sync"),
}

MAY_IMPORT_FLET = ("outreach.app", "outreach.ui", "outreach.views", "outreach.web", "outreach.cli")
MAY_IMPORT_FLET += ("outreach.demo", "main")

MAY_IMPORT_CRYPTOGRAPHY = (
    "sync.envelope",
    "sync.keys",
    "sync.client.slots",  # a passphrase is stretched; the vault itself only seals
    "sync.client.blobs",
    "sync.store.blobs",
    "outreach.model.snapshot",
    "outreach.model.parcel",  # an export is sealed as a snapshot is, and under words as a vault is
    "outreach.model.blobs",
)


def within(module: str, parents: tuple[str, ...]) -> bool:
    """Whether the module is one of these, or inside one of them."""
    return any(module == parent or module.startswith(parent + ".") for parent in parents)


def allowed(target: str, row: str) -> bool:
    """Whether a module under that row of the table may import the target."""
    protocol = within(target, ("sync",)) and not within(target, ("sync.client", "sync.store"))
    return within(target, ALLOWED[row]) or (protocol and PROTOCOL in ALLOWED[row])


def module_name(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path, name: str) -> set[str]:
    """Every module that a file imports, with relative imports and `from` imports resolved."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                up = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*up, node.module] if node.module else up)
            # `from sync import store` and `from sync.store import app` are the same arrow.
            found.update(f"{base}.{alias.name}" for alias in node.names)
    return found


def wrong_arrows(root: Path) -> list[str]:
    """Each import in the tree that the design does not have, as `module -> imported`."""
    wrong = []
    for top in ("sync", "outreach"):
        for path in sorted((root / top).rglob("*.py")):
            name = module_name(path, root)
            row = max((key for key in ALLOWED if within(name, (key,))), key=len)
            for target in sorted(imports(path, name)):
                ours = within(target, ("sync", "outreach"))
                # Names of a module's own package are not an arrow.
                own_package = target.rpartition(".")[0] == name
                bad = (
                    (ours and not own_package and not allowed(target, row))
                    or (within(target, ("flet", "flet_web")) and not within(name, MAY_IMPORT_FLET))
                    or (
                        within(target, ("cryptography",))
                        and not within(name, MAY_IMPORT_CRYPTOGRAPHY)
                    )
                )
                if bad:
                    wrong.append(f"{name} -> {target}")
    return wrong


def test_every_import_follows_the_design() -> None:
    assert wrong_arrows(ROOT) == []


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("sync/engine.py", "import outreach.session"),
        ("sync/wire.py", "from sync.store import append"),
        ("sync/client/engine.py", "from sync import store"),
        ("sync/client/engine.py", "from ..store import app"),
        ("sync/store/app.py", "def late():\n    from sync.client.log import Log"),
        ("outreach/model/fold.py", "import flet as ft"),
        ("outreach/model/fold.py", "from outreach import session"),
        ("outreach/session.py", "import sync.store.app"),
        ("outreach/views/unlock.py", "from sync.client.vault import Vault"),
        ("outreach/ui/theme.py", "from outreach.views import unlock"),
        ("outreach/app.py", "from sync.store.app import create_app"),
        ("sync/roster.py", "from cryptography.hazmat.primitives import hashes"),
    ],
)
def test_a_planted_wrong_arrow_is_found(tmp_path: Path, module: str, line: str) -> None:
    planted = tmp_path / module
    planted.parent.mkdir(parents=True)
    planted.write_text(line + "\n", encoding="utf-8")
    assert len(wrong_arrows(tmp_path)) == 1


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("outreach/demo/store.py", "from sync.store.app import create_app"),
        ("outreach/views/unlock.py", "from outreach.ui import theme"),
        ("sync/keys.py", "from cryptography.exceptions import InvalidSignature"),
        ("sync/store/app.py", "from . import append"),
    ],
)
def test_a_right_arrow_is_left_alone(tmp_path: Path, module: str, line: str) -> None:
    planted = tmp_path / module
    planted.parent.mkdir(parents=True)
    planted.write_text(line + "\n", encoding="utf-8")
    assert wrong_arrows(tmp_path) == []
