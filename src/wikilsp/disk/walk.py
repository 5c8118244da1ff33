"""Walks the folders of a vault to find its files, without reading notes.

Symbolic links are followed if they lead to a place inside the vault. A file that is reached by its own path as well, or
by two symbolic links, belongs to the vault once; links may use its other paths, as they may use ignored files.
"""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from wikilsp.disk.ignore_files import IgnoreFiles, IgnoreRules
from wikilsp.disk.root import find_marker, may_have_marker
from wikilsp.settings import Globs
from wikilsp.vault.names import is_note
from wikilsp.vault.problem import Problem, Unread

_JUNK_PATHS = frozenset(("logseq/bak", "logseq/version-files"))


class Walk(NamedTuple):
    """The files of a vault as vault paths; each list is sorted."""

    notes: list[str]
    files: list[str]
    """Attachments."""
    ignored: Callable[[], Iterable[str]]
    """Return the ignored files and the files of nested vaults: links may name them, too.

    Slow, since it walks these folders: call it only for a link that matches no other.
    """
    nested: list[str]
    """Folders that are nested vaults."""
    problems: list[Problem]


def walk(root: Path, exclude: Sequence[str] = ()) -> Walk:
    """Find the files of the vault at `root` that neither `.gitignore` files nor the globs of `exclude` ignore.

    Hidden files, `node_modules` and the backups of Logseq are skipped. Nothing on the disk makes this fail: what cannot
    be read is listed in `problems`.
    """
    walker = _Walker(Path(os.path.realpath(root)))
    walker.walk(Globs(exclude))
    notes, files = sorted(walker.notes), sorted(walker.files)
    return Walk(notes, files, walker.ignored, sorted(walker.nested), sorted(walker.problems))


def is_left_out(root: Path, path: str, exclude: Sequence[str] = ()) -> bool:
    """Whether its name or an ignore rule makes a walk leave out the file at a vault path, which need not exist."""
    files, folder, names = IgnoreFiles(lambda *_: None), "", path.split("/")
    real = os.path.realpath(root)
    rules = files.above(Path(real), Globs(exclude))
    for number, name in enumerate(names, start=1):
        rules = rules.within(folder, files.read(f"{real}/{folder}/.gitignore", folder))
        folder = f"{folder}/{name}".lstrip("/")
        is_folder = number < len(names)
        hidden = name.startswith(".") or (is_folder and _is_junk(folder))
        if hidden or rules.ignores(folder, is_folder=is_folder):
            return True
    return False


class _Place(NamedTuple):
    """A file, folder or symbolic link: its vault path, its real path, and the ignore rules that apply to it."""

    path: str
    real: str
    rules: IgnoreRules


class _Walker:
    """Descends into folders and collects the files in them, `within` nested vaults or not."""

    def __init__(self, root: Path, *, within: bool = False) -> None:
        self.root = root
        self._within = within
        self.notes: set[str] = set()
        self.files: set[str] = set()
        self.nested: list[str] = []
        self.problems: list[Problem] = []
        self._symlinks: list[_Place] = []
        self._entered: dict[str, str] = {}  # the vault path of each folder, by its real path
        self._followed: set[Path] = set()
        self._ignored_files: list[str] = []
        self._ignored_folders: list[_Place] = []
        self._gitignores = IgnoreFiles(self._warn)

    def walk(self, exclude: Globs) -> None:
        """Walk the whole vault, symbolic links last, so that a file's own path is found first."""
        self._descend(_Place("", str(self.root), self._gitignores.above(self.root, exclude)))
        while self._symlinks:
            symlinks = [(place, _resolve(place.real)) for place in self._symlinks]
            self._symlinks = []
            # Links to folders come first: such a folder may contain the target of a link to a single file.
            for place, target in sorted(symlinks, key=lambda link: (not _is_folder(link[1]), link[0].path)):
                self._follow(place, target)

    def ignored(self) -> Iterator[str]:
        """Yield the files that links may name only, as far as they can be found without following symbolic links."""
        yield from sorted(self._ignored_files)
        for folder in sorted(self._ignored_folders, key=lambda folder: folder.path):
            inner = _Walker(self.root, within=True)
            inner._descend(folder._replace(rules=IgnoreRules()))
            yield from sorted(inner.notes | inner.files)

    def _descend(self, start: _Place) -> None:
        """Enter a folder and all folders below it, without following symbolic links."""
        todo = [start]
        while todo:
            folder = todo.pop()
            if folder.real in self._entered:
                self._ignored_folders.append(folder)
                continue
            self._entered[folder.real] = folder.path
            try:
                todo.extend(self._enter(folder))
            except OSError as error:
                self._warn(folder.path or ".", f"this folder cannot be read: {error.strerror}", Unread)

    def _enter(self, folder: _Place) -> Iterator[_Place]:
        """Collect the files in a folder, and yield the folders to enter."""
        with os.scandir(folder.real) as scan:
            entries = {entry.name: entry for entry in scan}
        if self._is_nested(folder, entries):
            self.nested.append(folder.path)
            self._ignored_folders.append(folder)
            return
        rules = self._rules_in(folder) if ".gitignore" in entries else folder.rules
        start = f"{folder.path}/" if folder.path else ""
        for name, entry in entries.items():
            path = start + name
            if name.startswith("."):
                continue
            if not _is_utf8(name):
                kind = Unread if _may_hold_links(path, rules, is_folder=entry.is_dir()) else Problem
                self._warn(path, "this name is not valid UTF-8, so no link can name it; rename the file", kind)
            elif entry.is_file(follow_symlinks=False):
                self._file(path, rules)
            elif entry.is_symlink():
                self._symlinks.append(_Place(path, entry.path, rules))
            elif entry.is_dir(follow_symlinks=False):
                yield from self._folder(_Place(path, entry.path, rules))
            elif is_note(name) and not rules.ignores(path, is_folder=False):
                self._warn(path, "this is neither a file nor a folder", Unread)

    def _is_nested(self, folder: _Place, names: Collection[str]) -> bool:
        """Whether a folder is a nested vault."""
        may_be = bool(folder.path) and not self._within and may_have_marker(names)
        return may_be and find_marker(folder.real, partial(self._warn_in, folder.path)) is not None

    def _rules_in(self, folder: _Place) -> IgnoreRules:
        globs = self._gitignores.read(f"{folder.real}/.gitignore", f"{folder.path}/.gitignore".lstrip("/"))
        return folder.rules.within(folder.path, globs)

    def _folder(self, folder: _Place) -> Iterator[_Place]:
        """Yield the folder if it should be entered."""
        if _is_junk(folder.path):
            return
        if folder.rules.ignores(folder.path, is_folder=True):
            self._ignored_folders.append(folder)
            return
        if is_note(folder.path):
            self._warn(folder.path, "this is a folder, although it is named like a note")
        yield folder

    def _file(self, path: str, rules: IgnoreRules) -> None:
        if rules.ignores(path, is_folder=False):
            self._ignored_files.append(path)
        elif is_note(path):
            self.notes.add(path)
        else:
            self.files.add(path)

    def _follow(self, symlink: _Place, target: Path | None) -> None:
        """Collect the target of a symbolic link under the path of the link, unless it is outside or already found."""
        if target is None:
            kind = Problem if _is_dangling(symlink.real) else Unread
            self._refuse(symlink, target, "leads to nothing that can be read", kind)
        elif not target.is_relative_to(self.root):
            self._refuse(symlink, target, "leads out of the vault")
        elif _is_folder(target) and Path(symlink.real).is_relative_to(target):
            self._refuse(symlink, target, "leads to a folder that contains it")
        elif _is_folder(target):
            for folder in self._folder(symlink._replace(real=str(target))):
                self._descend(folder)
        elif self._is_known(target):
            self._ignored_files.append(symlink.path)
        elif os.path.isfile(target):  # noqa: PTH113 - `Path.is_file` may raise
            self._followed.add(target)
            self._file(symlink.path, symlink.rules)

    def _refuse(self, symlink: _Place, target: Path | None, reason: str, kind: type[Problem] = Problem) -> None:
        """Warn that a symbolic link is not followed, unless it is ignored anyway."""
        ignored = symlink.rules.ignores(symlink.path, is_folder=_is_folder(target))
        matters = is_note(symlink.path) or _is_folder(target)
        if matters and not ignored and not _is_junk(symlink.path):
            self._warn(symlink.path, f"this symbolic link is not followed: it {reason}", kind)

    def _is_known(self, file: Path) -> bool:
        """Whether the file at a real path is already in the vault."""
        folder = self._entered.get(str(file.parent))
        path = f"{folder}/{file.name}" if folder else file.name
        return file in self._followed or (folder is not None and (path in self.notes or path in self.files))

    def _warn_in(self, folder: str, name: str, message: str) -> None:
        self._warn(f"{folder}/{name}", message)

    def _warn(self, path: str, message: str, kind: type[Problem] = Problem) -> None:
        printable = os.fsencode(path).decode("utf-8", "backslashreplace")
        self.problems.append(kind(printable, message))


def _resolve(symlink: str) -> Path | None:
    """Return the real path that a symbolic link leads to, or None if it leads nowhere or in a circle."""
    try:
        # The system follows at most 40 links; Python would follow a longer chain up to its recursion limit.
        os.stat(symlink)  # noqa: PTH116 - it is no `Path`
        return Path(os.path.realpath(symlink, strict=True))
    except OSError:
        return None


def _is_dangling(symlink: str) -> bool:
    """Whether the target of a symbolic link does not exist, as opposed to being inaccessible."""
    try:
        os.stat(symlink)  # noqa: PTH116 - it is no `Path`
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _may_hold_links(path: str, rules: IgnoreRules, *, is_folder: bool) -> bool:
    return (is_folder or is_note(path)) and not rules.ignores(path, is_folder=is_folder)


def _is_folder(target: Path | None) -> bool:
    return target is not None and os.path.isdir(target)  # noqa: PTH112 - `Path.is_dir` may raise


def _is_junk(folder: str) -> bool:
    return folder in _JUNK_PATHS or folder.rpartition("/")[2] == "node_modules"


def _is_utf8(name: str) -> bool:
    """Whether a file name is valid UTF-8: Python decodes other bytes to lone surrogates."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
