"""The root of a vault, and the settings that its files make. Knows no note."""

import os
import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, Literal, NamedTuple

from msgspec.structs import replace

from wikilsp.settings import NOTHING, Settings, SettingsError, Written, default_settings, load_settings

_PROJECT_FILE = "pyproject.toml"
_PROJECT_TABLE = ("tool", "wikilsp")
_PROJECT_HEADER = re.compile(r"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*wikilsp\b", re.MULTILINE)
_SETTINGS_FILE = ".wikilsp.toml"
_LOGSEQ_FILE = "logseq/config.edn"
# Strings and comments are named so that what stands inside them is passed over.
_NAME_FORMAT = re.compile(r'"(?:[^"\\]|\\.)*"|;[^\n]*|:file/name-format[\s,]+:([\w-]+)', re.DOTALL)


class Root(NamedTuple):
    """The folder of a vault, absolute, and in words why it is that one."""

    path: Path
    reason: str


def find_root(start: Path) -> Root:
    """Find the vault that a file or folder belongs to.

    The nearest folder with a marker is the root, else the nearest with a `.git`, else `start` or the folder it is in.
    """
    # Symbolic links are left as they are, since an editor knows its files by those names.
    start = Path(os.path.abspath(start))  # noqa: PTH100 - `Path.absolute` keeps the `..` of a path
    here = start if start.is_dir() else start.parent
    folders = (here, *here.parents)
    for folder in folders:
        if marker := has_marker(folder):
            return Root(folder, f"it has {marker}")
    for folder in folders:
        if _is_there(folder / ".git", Path.exists):
            return Root(folder, "it is the nearest folder with .git, and none has a marker of a vault")
    return Root(here, "neither it nor a folder above it has a marker of a vault or .git")


def has_marker(folder: Path) -> str | None:
    """Give the first thing in a folder that makes it a vault; None if there is none. `.git` is no such thing."""
    for name, holds in _MARKERS.items():
        if _is_there(folder / name, holds):
            return name
    return None


def may_have_marker(names: Collection[str]) -> bool:
    """Is it worth asking `has_marker` about a folder that holds these names?"""
    return not _FIRST_NAMES.isdisjoint(names)


def read_settings(root: Path, codes: Collection[str], config: Path | None = None, over: Written = NOTHING) -> Settings:
    """Read the settings of the vault at `root`, from the file `config` if one is given; options in `over` outrank them.

    `codes` are those of all rules. File names are known after it: `filenames` is never `auto`. Raises `SettingsError`.
    """
    file = config or _settings_file(root)
    if file is None:
        return settings_without_file(root, over)
    table = _PROJECT_TABLE if file.name == _PROJECT_FILE else ()
    logseq = _is_logseq(root)
    return _with_filenames(
        root, load_settings(_read(file), codes=codes, table=table, source=str(file), logseq=logseq, over=over)
    )


def settings_without_file(root: Path, over: Written = NOTHING) -> Settings:
    """Give the settings that the vault at `root` has if no file of settings counts; options in `over` outrank them."""
    return _with_filenames(root, default_settings(logseq=_is_logseq(root), over=over))


def _with_filenames(root: Path, settings: Settings) -> Settings:
    """Settle how file names stand for page names, if that is not set."""
    if settings.dialect.filenames != "auto":
        return settings
    filenames = _logseq_filenames(root / _LOGSEQ_FILE) if _is_logseq(root) else "plain"
    return replace(settings, dialect=replace(settings.dialect, filenames=filenames))


def _is_logseq(root: Path) -> bool:
    return _is_there(root / _LOGSEQ_FILE, Path.is_file)


def _is_there(path: Path, holds: Callable[[Path], bool]) -> bool:
    """Ask about a path; what may not be looked at is not there."""
    try:
        return holds(path)
    except OSError:
        return False


def _has_settings(project_file: Path) -> bool:
    """Has a `pyproject.toml` a table `tool.wikilsp`? A broken file has one if the header can be seen in it."""
    import tomllib  # noqa: PLC0415 - most folders have no such file

    text = project_file.read_text("utf-8", errors="replace") if project_file.is_file() else ""
    if "wikilsp" not in text:
        return False
    try:
        tree: Any = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return _PROJECT_HEADER.search(text) is not None
    return isinstance(tree.get("tool"), dict) and "wikilsp" in tree["tool"]


def _settings_file(root: Path) -> Path | None:
    if _is_there(root / _SETTINGS_FILE, Path.is_file):
        return root / _SETTINGS_FILE
    return root / _PROJECT_FILE if _is_there(root / _PROJECT_FILE, _has_settings) else None


def _read(file: Path) -> str:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise SettingsError(str(file), 1, f"this file cannot be read: {error.strerror}") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SettingsError(str(file), line, "this is not UTF-8; save the file as UTF-8") from error


def _logseq_filenames(config: Path) -> Literal["triple-lowbar", "legacy"]:
    """Read from `logseq/config.edn` how file names stand for page names; a graph that does not say so is an old one."""
    try:
        text = config.read_text("utf-8", errors="replace")
    except OSError:
        text = ""
    formats = [found[1] for found in _NAME_FORMAT.finditer(text) if found[1]]
    return "triple-lowbar" if formats[:1] == ["triple-lowbar"] else "legacy"


_MARKERS: dict[str, Callable[[Path], bool]] = {
    _SETTINGS_FILE: Path.is_file,
    _PROJECT_FILE: _has_settings,
    ".obsidian": Path.is_dir,
    _LOGSEQ_FILE: Path.is_file,
    ".foam": Path.is_dir,
    ".marksman.toml": Path.is_file,
}
_FIRST_NAMES = frozenset(name.partition("/")[0] for name in _MARKERS)
