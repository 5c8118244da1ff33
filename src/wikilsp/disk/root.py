"""Finds the root of a vault, and reads the settings of the vault from its files."""

import os
import re
from collections.abc import Callable, Collection, Iterator
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from wikilsp.disk.apps import (
    DAILY_NOTES_FILE,
    DENDRON_FILE,
    FOAM_FOLDER,
    LOGSEQ_FILE,
    MARKSMAN_FILE,
    OBSIDIAN_FOLDER,
    SILVERBULLET_PREFIX,
    TEMPLATES_FILE,
    Explain,
    detect_preset,
    explain_missing_app,
    find_silverbullet,
)
from wikilsp.disk.regular_file import StrPath, is_regular, read_if_exists, read_regular
from wikilsp.settings import NO_OPTIONS, RawOptions, Settings, SettingsError
from wikilsp.vault.problem import Problem

_PROJECT_FILE = "pyproject.toml"
_PROJECT_TABLE = ("tool", "wikilsp")
# The patterns are left to `re` to compile on first use.
_PROJECT_HEADER = r"(?m)^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*wikilsp\b"
_SETTINGS_FILE = ".wikilsp.toml"
_MAX_SIZE = 250_000
"""Bytes of a settings file: as much as `tomllib` reads in a quarter of a second."""

Warn = Callable[[Problem], None]
"""Called with the problem of each file that cannot be read and is ignored."""


class Root(NamedTuple):
    """The root of a vault as an absolute path, and the reason why it was chosen, in words."""

    path: Path
    reason: str
    problems: tuple[Problem, ...] = ()
    """Unreadable files that might have made another folder the root."""


def _ignore(*_warning: object) -> None:
    """Ignore a warning."""


def find_root(start: Path) -> Root:
    """Find the root of the vault that a file or folder belongs to.

    The root is the nearest folder with a marker, else the nearest with a `.git`. If there is neither, it is `start`.
    For a file, it is then the current folder, if that contains the file and needs no marker, else the file's folder.
    """
    # Symbolic links are not resolved, since an editor knows its files by the paths that go through them.
    here = os.path.abspath(start)  # noqa: PTH100 - `Path.absolute` keeps the `..` of a path
    is_file = not os.path.isdir(here)  # noqa: PTH112 - see `_is_folder`
    if is_file:
        here = os.path.dirname(here)  # noqa: PTH120 - see `ancestors`
    problems: list[Problem] = []
    for folder in ancestors(here):
        if marker := find_marker(folder, partial(_collect, problems, folder)):
            return Root(Path(folder), f"it has {marker}", tuple(problems))
    if repository := find_repository(here):
        reason = "it is the nearest folder with .git, and no folder has a vault marker"
        return Root(Path(repository), reason, tuple(problems))
    neither = "neither it nor any parent folder has a vault marker or .git"
    current = _current_folder() if is_file else None
    if current and not needs_marker(current) and current in ancestors(here):
        return Root(Path(current), f"it is the current folder, and {neither}", tuple(problems))
    return Root(Path(here), neither, tuple(problems))


def is_marked(root: Path) -> bool:
    """Whether a folder has the marker of a vault or a `.git`."""
    return find_marker(root) is not None or os.path.lexists(root / ".git")


def find_repository(folder: str) -> str | None:
    """Return the nearest folder with `.git`, from a folder upwards, or None."""
    return next((above for above in ancestors(folder) if os.path.lexists(join(above, ".git"))), None)


def needs_marker(folder: StrPath) -> bool:
    """Whether a folder holds so much that only a marker of its own makes it a vault: the home folder and those above.

    The root of a file system is such a folder as well.
    """
    path, home = os.fspath(folder), os.path.expanduser("~")  # noqa: PTH111 - `Path.home` may raise
    is_top = os.path.dirname(path) == path  # noqa: PTH120 - see `ancestors`
    return is_top or path in ancestors(home) or path in ancestors(os.path.realpath(home))


def _current_folder() -> str | None:
    try:
        return os.getcwd()  # noqa: PTH109 - a string is needed
    except OSError:
        return None  # it was deleted


def ancestors(folder: str) -> Iterator[str]:
    """Yield a folder and its parents, from the inside out.

    Not as `Path`: a thousand folders deep, building one for each folder and each name in it takes seconds.
    """
    yield folder
    while (parent := os.path.dirname(folder)) != folder:  # noqa: PTH120 - as above
        folder = parent
        yield folder


def join(folder: str, name: str) -> str:
    """Return the path of a name or relative path in a folder."""
    return os.path.join(folder, name)  # noqa: PTH118 - see `ancestors`


def _collect(problems: list[Problem], folder: str, name: str, reason: str) -> None:
    problems.append(Problem(join(folder, name), reason))


def find_marker(folder: StrPath, warn: Callable[[str, str], None] = _ignore) -> str | None:
    """Return the name of the first marker that makes a folder a vault, or None. `.git` is not a marker.

    Call `warn` with the name of each file that cannot be read, and the reason.
    """
    for name, is_marker in _MARKERS.items():
        if is_marker(join(os.fspath(folder), name), partial(warn, name)):
            return name
    return find_silverbullet(os.fspath(folder))


def may_have_marker(names: Collection[str]) -> bool:
    """Whether a folder with these names may have a marker: a cheap check before `find_marker`."""
    return not _FIRST_NAMES.isdisjoint(names) or SILVERBULLET_PREFIX in "/".join(names)


class SettingsFile(Struct, frozen=True):
    """A file with settings, and the table in it that has them."""

    path: Path
    table: tuple[str, ...]

    def read(self) -> str:
        """Return the text of the file. Raise `SettingsError` if it cannot be read or is not UTF-8."""
        source = str(self.path)
        try:
            data = read_regular(self.path, _MAX_SIZE)
        except OSError as error:
            raise SettingsError(source, 1, f"this file cannot be read: {error.strerror}") from error
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise SettingsError(source, line, "this is not UTF-8; save the file as UTF-8") from error


def find_settings(root: Path, config: Path | None = None) -> SettingsFile | None:
    """Return the file with the settings of the vault at `root`, or `config` if it is given; None if there is none."""
    file = config
    if not file and os.path.lexists(root / _SETTINGS_FILE):
        file = root / _SETTINGS_FILE
    if not file and _has_settings(root / _PROJECT_FILE, _ignore):
        file = root / _PROJECT_FILE
    return SettingsFile(file, _PROJECT_TABLE if file.name == _PROJECT_FILE else ()) if file else None


def read_settings(
    root: Path,
    codes: Collection[str],
    config: Path | None = None,
    over: RawOptions = NO_OPTIONS,
    warn: Warn = _ignore,
    explain: Explain = _ignore,
) -> Settings:
    """Read the settings of the vault at `root`, or those in the file `config`; options in `over` outrank them.

    `codes` are the valid rule codes. A preset that is not set is detected, and explained. In the result, `filenames` is
    resolved and never `auto`. Raise `SettingsError`.
    """
    file = find_settings(root, config)
    if file is None:
        return settings_without_file(root, over, warn, explain)
    from wikilsp.settings.load import load_settings  # noqa: PLC0415 - many vaults have no settings file

    detect = cache(partial(detect_preset, root, explain))
    settings = load_settings(
        file.read(), codes=codes, table=file.table, source=str(file.path), detect=detect, over=over
    )
    if not detect.cache_info().misses:
        explain_missing_app(root, explain)
    return _with_app_files(root, settings, warn, explain)


def settings_without_file(
    root: Path, over: RawOptions = NO_OPTIONS, warn: Warn = _ignore, explain: Explain = _ignore
) -> Settings:
    """Return the default settings of the vault at `root`, without its settings file; options in `over` outrank them."""
    detect = cache(partial(detect_preset, root, explain))
    if not over and detect() == "obsidian":
        return _with_app_files(root, Settings(), warn, explain)
    from wikilsp.settings.load import default_settings  # noqa: PLC0415 - as in `read_settings`

    settings = default_settings(detect=detect, over=over)
    if not detect.cache_info().misses:
        explain_missing_app(root, explain)
    return _with_app_files(root, settings, warn, explain)


def _with_app_files(root: Path, settings: Settings, warn: Warn, explain: Explain) -> Settings:
    """Replace the setting `filenames = "auto"` by what holds for the vault, and add what else the app's files say."""
    if settings.dialect.daily_note_format is not None:
        from wikilsp.disk.daily_notes import with_usable_format  # noqa: PLC0415 - few settings have a format

        settings = with_usable_format(settings, explain)
    settings = _with_obsidian_files(root, settings, explain)
    if settings.dialect.preset == "dendron":
        from wikilsp.disk.dendron import read_dendron_vaults  # noqa: PLC0415 - few vaults are Dendron's

        vaults = read_dendron_vaults(root)
        settings = replace(settings, dialect=replace(settings.dialect, dendron_vaults=vaults))
    if _is_logseq(root):
        return _with_logseq_file(root, settings, warn, explain)
    filenames = "plain" if settings.dialect.filenames == "auto" else settings.dialect.filenames
    return replace(settings, dialect=replace(settings.dialect, filenames=filenames))


def _with_obsidian_files(root: Path, settings: Settings, explain: Explain) -> Settings:
    """Add what Obsidian's files say about templates and daily notes."""
    if templates := read_if_exists(root / TEMPLATES_FILE, _ignore):
        from wikilsp.disk.obsidian import read_object, vault_path  # noqa: PLC0415 - most vaults have no such files

        settings = replace(settings, app_template_folder=vault_path(read_object(templates).get("folder")) or "")
    # Logseq, whose formats have other tokens, does not write this file.
    is_logseq = settings.dialect.preset == "logseq"
    if daily_notes := None if is_logseq else read_if_exists(root / DAILY_NOTES_FILE, _ignore):
        from wikilsp.disk.daily_notes import with_obsidian  # noqa: PLC0415 - as above
        from wikilsp.disk.obsidian import read_object  # noqa: PLC0415 - as above

        settings = with_obsidian(settings, read_object(daily_notes), explain)
    return settings


def _with_logseq_file(root: Path, settings: Settings, warn: Warn, explain: Explain) -> Settings:
    """Add what Logseq's configuration says about file names and journals."""
    from wikilsp.disk.daily_notes import with_logseq  # noqa: PLC0415 - many vaults are not Logseq's
    from wikilsp.disk.logseq import read_configuration  # noqa: PLC0415 - as above

    written = read_configuration(root, lambda reason: warn(Problem(LOGSEQ_FILE, reason)))
    if settings.dialect.filenames == "auto":
        # Graphs that do not say so are old ones.
        filenames = "triple-lowbar" if written.get("file/name-format") == "triple-lowbar" else "legacy"
        settings = replace(settings, dialect=replace(settings.dialect, filenames=filenames))
    return with_logseq(settings, written, explain) if settings.dialect.preset == "logseq" else settings


def _is_logseq(root: Path) -> bool:
    return is_regular(root / LOGSEQ_FILE, _ignore)


def _has_settings(project_file: str | Path, warn: Callable[[str], None]) -> bool:
    """Whether a `pyproject.toml` has a table `tool.wikilsp`. In a broken file, its header is enough."""
    text = (read_if_exists(project_file, warn, _MAX_SIZE) or b"").decode("utf-8-sig", errors="replace")
    if "wikilsp" not in text:
        return False
    from wikilsp.settings.load import read_toml  # noqa: PLC0415 - as in `read_settings`

    try:
        tool = read_toml(text, _PROJECT_FILE).tree.get("tool")
    except SettingsError as error:
        if re.search(_PROJECT_HEADER, text):
            return True
        warn(f"this file is not searched for wikilsp settings, since in line {error.line} {error.message}")
        return False
    return isinstance(tool, dict) and "wikilsp" in tool


def _is_folder(path: str, _warn: Callable[[str], None]) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 - `Path.is_dir` may raise


def _exists(path: str, _warn: Callable[[str], None]) -> bool:
    return os.path.lexists(path)


_MARKERS: dict[str, Callable[[str, Callable[[str], None]], bool]] = {
    # Anything of this name is meant to be the settings: one that cannot be read is an error.
    _SETTINGS_FILE: _exists,
    _PROJECT_FILE: _has_settings,
    OBSIDIAN_FOLDER: _is_folder,
    LOGSEQ_FILE: is_regular,
    DENDRON_FILE: is_regular,
    FOAM_FOLDER: _is_folder,
    MARKSMAN_FILE: is_regular,
}
_FIRST_NAMES = frozenset(name.partition("/")[0] for name in _MARKERS)
