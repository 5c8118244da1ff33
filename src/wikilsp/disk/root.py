"""The root of a vault, and the settings that its files make. Knows no note."""

import os
import re
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path
from typing import Literal, NamedTuple

from msgspec.structs import replace

from wikilsp.disk.regular_file import StrPath, is_regular, read_if_there, read_plain
from wikilsp.settings import NOTHING, Settings, SettingsError, Written, default_settings, load_settings, read_toml
from wikilsp.vault.problem import Problem

_PROJECT_FILE = "pyproject.toml"
_PROJECT_TABLE = ("tool", "wikilsp")
_PROJECT_HEADER = re.compile(r"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*wikilsp\b", re.MULTILINE)
_SETTINGS_FILE = ".wikilsp.toml"
_LOGSEQ_FILE = "logseq/config.edn"
_LARGEST = 250_000
"""Bytes of a file of settings: as many as `tomllib` reads in a quarter of a second."""
# Strings, characters and comments are named so that what stands inside them is passed over.
_NAME_FORMAT = re.compile(
    r'"(?:[^"\\]|\\.)*+(?:"|\Z)|\\.|;[^\n]*+|:file/name-format[\s,]++:(?P<format>[\w-]++)', re.DOTALL
)

Tell = Callable[[Problem], None]
"""Is told of a file that cannot be read or used, and is done without."""


class Root(NamedTuple):
    """The folder of a vault, absolute, and in words why it is that one."""

    path: Path
    reason: str
    problems: tuple[Problem, ...] = ()
    """Files that might have made another folder the root, but cannot be read."""


def _say_nothing(*_told: object) -> None:
    """Tell nobody."""


def find_root(start: Path) -> Root:
    """Find the vault that a file or folder belongs to.

    The nearest folder with a marker is the root, else the nearest with a `.git`, else `start` or the folder it is in.
    """
    # Symbolic links are left as they are, since an editor knows its files by those names.
    here = os.path.abspath(start)  # noqa: PTH100 - `Path.absolute` keeps the `..` of a path
    if not os.path.isdir(here):  # noqa: PTH112 - see `_is_folder`
        here = os.path.dirname(here)  # noqa: PTH120 - see `ancestors`
    problems: list[Problem] = []
    for folder in ancestors(here):
        if marker := has_marker(folder, partial(_note_down, problems, folder)):
            return Root(Path(folder), f"it has {marker}", tuple(problems))
    for folder in ancestors(here):
        if os.path.lexists(below(folder, ".git")):
            reason = "it is the nearest folder with .git, and none has a marker of a vault"
            return Root(Path(folder), reason, tuple(problems))
    return Root(Path(here), "neither it nor a folder above it has a marker of a vault or .git", tuple(problems))


def ancestors(folder: str) -> Iterator[str]:
    """Return a folder, the one that it is in, and so on, the top last.

    They are no `Path`: in a folder a thousand deep, to make one of each and of each name in it takes seconds.
    """
    yield folder
    while (above := os.path.dirname(folder)) != folder:  # noqa: PTH120 - as above
        folder = above
        yield folder


def below(folder: str, name: str) -> str:
    """Return the path of what has this name, or this relative path, in a folder."""
    return os.path.join(folder, name)  # noqa: PTH118 - see `ancestors`


def _note_down(problems: list[Problem], folder: str, name: str, why: str) -> None:
    problems.append(Problem(below(folder, name), why))


def has_marker(folder: StrPath, tell: Callable[[str, str], None] = _say_nothing) -> str | None:
    """Return the first thing in a folder that makes it a vault; None if there is none. `.git` is no such thing.

    `tell` is called with the name of a file that cannot be read, and why.
    """
    for name, is_marker in _MARKERS.items():
        if is_marker(below(os.fspath(folder), name), partial(tell, name)):
            return name
    return None


def may_have_marker(names: Collection[str]) -> bool:
    """Is it worth asking `has_marker` about a folder that holds these names?"""
    return not _FIRST_NAMES.isdisjoint(names)


def read_settings(
    root: Path, codes: Collection[str], config: Path | None = None, over: Written = NOTHING, tell: Tell = _say_nothing
) -> Settings:
    """Read the settings of the vault at `root`, from the file `config` if one is given; options in `over` outrank them.

    `codes` are those of all rules. File names are known after it: `filenames` is never `auto`. Raise `SettingsError`.
    """
    file = config or _settings_file(root)
    if file is None:
        return settings_without_file(root, over, tell)
    table = _PROJECT_TABLE if file.name == _PROJECT_FILE else ()
    logseq = _is_logseq(root)
    settings = load_settings(_read(file), codes=codes, table=table, source=str(file), logseq=logseq, over=over)
    return _with_filenames(root, settings, tell)


def settings_without_file(root: Path, over: Written = NOTHING, tell: Tell = _say_nothing) -> Settings:
    """Return the settings of the vault at `root` if no file of settings counts; options in `over` outrank them."""
    return _with_filenames(root, default_settings(logseq=_is_logseq(root), over=over), tell)


def _with_filenames(root: Path, settings: Settings, tell: Tell) -> Settings:
    """Settle how file names stand for page names, if that is not set."""
    if settings.dialect.filenames != "auto":
        return settings
    filenames = _logseq_filenames(root, tell) if _is_logseq(root) else "plain"
    return replace(settings, dialect=replace(settings.dialect, filenames=filenames))


def _is_logseq(root: Path) -> bool:
    return is_regular(root / _LOGSEQ_FILE, _say_nothing)


def _has_settings(project_file: str | Path, tell: Callable[[str], None]) -> bool:
    """Whether a `pyproject.toml` has a table `tool.wikilsp`. A broken file has one if the header can be seen in it."""
    text = (read_if_there(project_file, tell, _LARGEST) or b"").decode("utf-8-sig", errors="replace")
    if "wikilsp" not in text:
        return False
    try:
        tool = read_toml(text, _PROJECT_FILE).tree.get("tool")
    except SettingsError as error:
        if _PROJECT_HEADER.search(text):
            return True
        tell(f"settings of wikilsp are not looked for in it, since in line {error.line} {error.message}")
        return False
    return isinstance(tool, dict) and "wikilsp" in tool


def _is_folder(path: str, _tell: Callable[[str], None]) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 - `Path.is_dir` raises what this takes for a no


def _is_anything(path: str, _tell: Callable[[str], None]) -> bool:
    return os.path.lexists(path)


def _settings_file(root: Path) -> Path | None:
    if os.path.lexists(root / _SETTINGS_FILE):
        return root / _SETTINGS_FILE
    return root / _PROJECT_FILE if _has_settings(root / _PROJECT_FILE, _say_nothing) else None


def _read(file: Path) -> str:
    try:
        data = read_plain(file, _LARGEST)
    except OSError as error:
        raise SettingsError(str(file), 1, f"this file cannot be read: {error.strerror}") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SettingsError(str(file), line, "this is not UTF-8; save the file as UTF-8") from error


def _logseq_filenames(root: Path, tell: Tell) -> Literal["triple-lowbar", "legacy"]:
    """Read from `logseq/config.edn` how file names stand for page names; a graph that does not say so is an old one."""
    data = read_if_there(root / _LOGSEQ_FILE, lambda why: tell(Problem(_LOGSEQ_FILE, why))) or b""
    formats = (found["format"] for found in _NAME_FORMAT.finditer(data.decode(errors="replace")))
    first = next((name for name in formats if name), None)
    return "triple-lowbar" if first == "triple-lowbar" else "legacy"


_MARKERS: dict[str, Callable[[str, Callable[[str], None]], bool]] = {
    # Whatever it is, it is there to be the settings: if it cannot be read, that is an error.
    _SETTINGS_FILE: _is_anything,
    _PROJECT_FILE: _has_settings,
    ".obsidian": _is_folder,
    _LOGSEQ_FILE: is_regular,
    ".foam": _is_folder,
    ".marksman.toml": is_regular,
}
_FIRST_NAMES = frozenset(name.partition("/")[0] for name in _MARKERS)
