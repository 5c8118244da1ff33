"""Finds out which app the notes of a vault are written for, from the files that the app keeps in the vault.

Anyone may have written these files. One that cannot be used counts as missing, and is explained.
"""

import os
import re
from collections.abc import Callable
from functools import partial

from wikilsp.disk.regular_file import StrPath, is_regular, read_if_exists, read_start
from wikilsp.settings import Preset

LOGSEQ_FILE = "logseq/config.edn"
OBSIDIAN_FOLDER = ".obsidian"
DENDRON_FILE = "dendron.yml"
FOAM_FOLDER = ".foam"
TEMPLATES_FILE = ".obsidian/templates.json"
DAILY_NOTES_FILE = ".obsidian/daily-notes.json"
MARKSMAN_FILE = ".marksman.toml"
SILVERBULLET_PREFIX = ".silverbullet"
"""The start of the names of SilverBullet's databases."""

_PLUGINS_FILE = ".obsidian/community-plugins.json"
_SILVERBULLET_PAGE = "CONFIG.md"
_SILVERBULLET_START = 64_000
"""The number of bytes of the page that are searched."""
# Left to `re` to compile on first use.
_LUA_FENCE = rb"(?:\A(?:\xef\xbb\xbf)?|[\r\n]) {0,3}(?:```+|~~~+)[ \t]*space-lua(?=\s|\Z)"
_DECIDING = frozenset(
    (
        *(
            LOGSEQ_FILE,
            LOGSEQ_FILE.partition("/")[0],
            OBSIDIAN_FOLDER,
            _PLUGINS_FILE,
            ".obsidian/app.json",
            TEMPLATES_FILE,
            DAILY_NOTES_FILE,
        ),
        *(DENDRON_FILE, _SILVERBULLET_PAGE, FOAM_FOLDER, MARKSMAN_FILE),
    )
)

Explain = Callable[[str], None]
"""Called with a sentence about a vault for those who wonder why its notes are read as they are."""


def detect_preset(root: StrPath, explain: Explain) -> Preset:
    """Return the preset for the app of the vault at `root`, and explain which file decided."""
    root = os.fspath(root)
    preset, file = _find_app(root, partial(_explain_unused, explain))
    explain(f"the preset is “{preset}”: {f'detected from {file}' if file else 'no app settings were found'}")
    return preset


def explain_missing_app(root: StrPath, explain: Explain) -> None:
    """Explain that the vault at `root` has no files of an app, if that is so: these decide more than the preset."""
    _, file = _find_app(os.fspath(root), _ignore)
    if file is None:
        explain("no app settings were found")


def is_deciding(path: str) -> bool:
    """Whether the file or folder at a vault path is one of those that `detect_preset` looks at."""
    return path in _DECIDING or path.startswith(SILVERBULLET_PREFIX)


def find_silverbullet(folder: str) -> str | None:
    """Return the name of a file or folder of SilverBullet in a folder, None if there is none."""
    try:
        return min((name for name in os.listdir(folder) if name.startswith(SILVERBULLET_PREFIX)), default=None)  # noqa: PTH208 - called for many folders
    except OSError:
        return None


_Warn = Callable[[str, str], None]
"""Called with the vault path of a file that cannot be used, and the reason."""


def _ignore(_file: str, _reason: str) -> None:
    """Ignore a warning."""


def _explain_unused(explain: Explain, file: str, reason: str) -> None:
    explain(f"{file} is not used: {reason}")


def _find_app(root: str, warn: _Warn) -> tuple[Preset, str | None]:
    """Return the preset for the app of a vault and the vault path of the file that tells, None if there is none."""
    for preset, find in _APPS:
        if file := find(root, warn):
            return preset, file
    return "obsidian", None


def _file(name: str, root: str, warn: _Warn) -> str | None:
    return name if is_regular(f"{root}/{name}", partial(warn, name)) else None


def _folder(name: str, root: str, _warn: _Warn) -> str | None:
    return name if os.path.isdir(f"{root}/{name}") else None  # noqa: PTH112 - `Path.is_dir` may raise


def _dataview(root: str, warn: _Warn) -> str | None:
    """Return the path of Obsidian's list of enabled plugins, if Dataview is one of them."""
    data = read_if_exists(f"{root}/{_PLUGINS_FILE}", partial(warn, _PLUGINS_FILE))
    if data is None:
        return None
    from msgspec import DecodeError, json  # noqa: PLC0415 - most vaults have no plugins

    try:
        return _PLUGINS_FILE if "dataview" in json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=list[str]) else None
    except (DecodeError, UnicodeDecodeError, RecursionError) as error:
        warn(_PLUGINS_FILE, f"it is not a list of names in JSON: {error}")
        return None


def _silverbullet(root: str, warn: _Warn) -> str | None:
    """Return the path of a file of SilverBullet, or of the page with its configuration."""
    if file := find_silverbullet(root):
        return file
    start = read_start(f"{root}/{_SILVERBULLET_PAGE}", partial(warn, _SILVERBULLET_PAGE), _SILVERBULLET_START)
    return _SILVERBULLET_PAGE if start and re.search(_LUA_FENCE, start) else None


def _marksman(root: str, warn: _Warn) -> str | None:
    """Return the path of Marksman's configuration. If it is empty, it only marks the root."""
    data = read_if_exists(f"{root}/{MARKSMAN_FILE}", partial(warn, MARKSMAN_FILE))
    return MARKSMAN_FILE if data and data.strip() else None


_APPS: tuple[tuple[Preset, Callable[[str, _Warn], str | None]], ...] = (
    ("logseq", partial(_file, LOGSEQ_FILE)),
    ("dataview", _dataview),
    ("obsidian", partial(_folder, OBSIDIAN_FOLDER)),
    # Beside a folder of Obsidian, Dendron's file is left over from before.
    ("dendron", partial(_file, DENDRON_FILE)),
    ("silverbullet", _silverbullet),
    ("foam", partial(_folder, FOAM_FOLDER)),
    ("marksman", _marksman),
)
"""The presets and the functions that find a file of their apps, in the order in which they are tried."""
