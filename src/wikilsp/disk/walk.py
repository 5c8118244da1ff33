"""What files a vault has: one look at its folders. Reads no note.

Symbolic links are followed if they lead to a place in the vault. What is reached by its own path as well, or by two
symbolic links, is in the vault once; its other names are good for links only, as those of ignored files are.
"""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from wikilsp.disk.ignore_files import Ignore, IgnoreFiles
from wikilsp.disk.root import has_marker, may_have_marker
from wikilsp.settings import Globs
from wikilsp.vault.names import is_note
from wikilsp.vault.problem import Problem, Unread

_JUNK_PATHS = frozenset(("logseq/bak", "logseq/version-files"))


class Walk(NamedTuple):
    """The files of a vault, each list in the order of the paths."""

    notes: list[str]
    files: list[str]
    """All other files: known by name only."""
    ignored: Callable[[], Iterable[str]]
    """Gives the files that are left out. It looks into ignored folders: only for a link that finds nothing else."""
    nested: list[str]
    """Folders that are vaults of their own."""
    problems: list[Problem]


def walk(root: Path, exclude: Sequence[str] = ()) -> Walk:
    """Find the files of the vault at `root`, but those that `.gitignore` files and the globs of `exclude` leave out.

    Names that begin with a dot, `node_modules` and the backups of Logseq are passed over. Nothing on the disk makes
    this fail: what cannot be read stands in `problems`.
    """
    walker = _Walker(Path(os.path.realpath(root)))
    walker.walk(Globs(exclude))
    notes, files = sorted(walker.notes), sorted(walker.files)
    return Walk(notes, files, walker.ignored, sorted(walker.nested), sorted(walker.problems))


class _Place(NamedTuple):
    """A folder to go into, or a symbolic link to follow: its vault path, where it really is, what is left out there."""

    path: str
    real: str
    ignore: Ignore


class _Walker:
    """Goes through folders and keeps what it finds there."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.notes: set[str] = set()
        self.files: set[str] = set()
        self.nested: list[str] = []
        self.problems: list[Problem] = []
        self._symlinks: list[_Place] = []
        self._entered: dict[str, str] = {}  # the vault path of each folder, by where it really is
        self._followed: set[Path] = set()
        self._ignored_files: list[str] = []
        self._ignored_folders: list[_Place] = []
        self._gitignores = IgnoreFiles(self._tell)

    def walk(self, exclude: Globs) -> None:
        """Go through the whole vault, symbolic links last, so that a file's own path is found first."""
        self._descend(_Place("", str(self.root), self._gitignores.above(self.root, exclude)))
        while self._symlinks:
            symlinks = [(place, _target(place.real)) for place in self._symlinks]
            self._symlinks = []
            # Those to folders come first: such a folder may hold what a link to a single file leads to.
            for place, target in sorted(symlinks, key=lambda link: (not _is_folder(link[1]), link[0].path)):
                self._follow(place, target)

    def ignored(self) -> Iterator[str]:
        """Give the files that are left out, as far as they can be seen without following symbolic links."""
        yield from sorted(self._ignored_files)
        for folder in sorted(self._ignored_folders, key=lambda folder: folder.path):
            below = _Walker(self.root)
            below._descend(folder._replace(ignore=Ignore()))
            yield from sorted(below.notes | below.files)

    def _descend(self, start: _Place) -> None:
        """Go into a folder and all below it, but through no symbolic link."""
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
                self._tell(folder.path or ".", f"this folder cannot be read: {error.strerror}", Unread)

    def _enter(self, folder: _Place) -> Iterator[_Place]:
        """Keep what stands in a folder, and give the folders in it that are to be entered."""
        with os.scandir(folder.real) as scan:
            entries = {entry.name: entry for entry in scan}
        if self._is_nested(folder, entries):
            self.nested.append(folder.path)
            return
        ignore = self._ignore_in(folder) if ".gitignore" in entries else folder.ignore
        for name, entry in entries.items():
            place = _Place(f"{folder.path}/{name}" if folder.path else name, entry.path, ignore)
            if name.startswith("."):
                continue
            if not _is_utf8(name):
                kind = Unread if self._may_hold_links(place, is_folder=entry.is_dir()) else Problem
                self._tell(place.path, "this name is not valid UTF-8; rename it, so that links can name it", kind)
            elif entry.is_symlink():
                self._symlinks.append(place)
            elif entry.is_dir(follow_symlinks=False):
                yield from self._folder(place)
            elif entry.is_file(follow_symlinks=False):
                self._file(place)
            elif is_note(name) and not ignore.ignores(place.path, is_folder=False):
                self._tell(place.path, "this is neither a file nor a folder", Unread)

    def _is_nested(self, folder: _Place, names: Collection[str]) -> bool:
        """Whether this folder of the vault is a vault of its own."""
        may_be = bool(folder.path) and may_have_marker(names)
        return may_be and has_marker(folder.real, partial(self._tell_in, folder.path)) is not None

    def _ignore_in(self, folder: _Place) -> Ignore:
        globs = self._gitignores.read(f"{folder.real}/.gitignore", f"{folder.path}/.gitignore".lstrip("/"))
        return folder.ignore.within(folder.path, globs)

    def _folder(self, folder: _Place) -> Iterator[_Place]:
        """Give the folder if it is to be entered."""
        if _is_junk(folder.path):
            return
        if folder.ignore.ignores(folder.path, is_folder=True):
            self._ignored_folders.append(folder)
            return
        if is_note(folder.path):
            self._tell(folder.path, "this is a folder, though its name is that of a note")
        yield folder

    def _file(self, file: _Place) -> None:
        if file.ignore.ignores(file.path, is_folder=False):
            self._ignored_files.append(file.path)
        elif is_note(file.path):
            self.notes.add(file.path)
        else:
            self.files.add(file.path)

    def _follow(self, symlink: _Place, target: Path | None) -> None:
        """Keep what a symbolic link leads to, under the name of the link, if it is in the vault but not found yet."""
        if target is None:
            kind = Problem if _is_dangling(symlink.real) else Unread
            self._refuse(symlink, target, "leads to nothing that can be read", kind)
        elif not target.is_relative_to(self.root):
            self._refuse(symlink, target, "leads out of the vault")
        elif _is_folder(target) and Path(symlink.real).is_relative_to(target):
            self._refuse(symlink, target, "leads to a folder that it is in")
        elif _is_folder(target):
            for folder in self._folder(symlink._replace(real=str(target))):
                self._descend(folder)
        elif self._is_known(target):
            self._ignored_files.append(symlink.path)
        elif os.path.isfile(target):  # noqa: PTH113 - `Path.is_file` raises what this takes for a no
            self._followed.add(target)
            self._file(symlink)

    def _refuse(self, symlink: _Place, target: Path | None, why: str, kind: type[Problem] = Problem) -> None:
        """Tell why a symbolic link is not followed, unless it is left out anyway."""
        ignored = symlink.ignore.ignores(symlink.path, is_folder=_is_folder(target))
        matters = is_note(symlink.path) or _is_folder(target)
        if matters and not ignored and not _is_junk(symlink.path):
            self._tell(symlink.path, f"this symbolic link is not followed: it {why}", kind)

    def _is_known(self, file: Path) -> bool:
        """Is this real file in the vault already?"""
        folder = self._entered.get(str(file.parent))
        path = f"{folder}/{file.name}" if folder else file.name
        return file in self._followed or (folder is not None and (path in self.notes or path in self.files))

    def _may_hold_links(self, place: _Place, *, is_folder: bool) -> bool:
        return (is_folder or is_note(place.path)) and not place.ignore.ignores(place.path, is_folder=is_folder)

    def _tell_in(self, folder: str, name: str, message: str) -> None:
        self._tell(f"{folder}/{name}", message)

    def _tell(self, path: str, message: str, kind: type[Problem] = Problem) -> None:
        printable = os.fsencode(path).decode("utf-8", "backslashreplace")
        self.problems.append(kind(printable, message))


def _target(symlink: str) -> Path | None:
    """Give where a symbolic link leads in the end; None if it leads nowhere or in a circle."""
    try:
        # The system follows 40 links and no more; Python would follow a longer chain until it can recurse no deeper.
        os.stat(symlink)  # noqa: PTH116 - it is no path
        return Path(os.path.realpath(symlink, strict=True))
    except OSError:
        return None


def _is_dangling(symlink: str) -> bool:
    """Whether nothing is where a symbolic link leads, and not something that cannot be looked at."""
    try:
        os.stat(symlink)  # noqa: PTH116 - a path as the system has it
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _is_folder(target: Path | None) -> bool:
    return target is not None and os.path.isdir(target)  # noqa: PTH112 - `Path.is_dir` raises what this takes for a no


def _is_junk(folder: str) -> bool:
    return folder in _JUNK_PATHS or folder.rpartition("/")[2] == "node_modules"


def _is_utf8(name: str) -> bool:
    """Bytes of a name that are not UTF-8 are lone surrogates to Python, which no text can hold."""
    return name.isascii() or not any("\ud800" <= char <= "\udfff" for char in name)
