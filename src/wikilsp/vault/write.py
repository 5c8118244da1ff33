"""Changes to the disk: all of them are made, or none. The only file that writes notes."""

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from wikilsp.text import Edit, apply_edits
from wikilsp.vault.changes import Changes
from wikilsp.vault.names import fold_path

_TEMPORARY = ".wikilsp-"
"""What temporary files are called; names with a dot in front are no part of a vault."""


class WriteError(Exception):
    """Something that cannot be written or moved, and why. `path` is a vault path; nothing has changed."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem


def write(root: Path, changes: Changes, texts: Mapping[str, str]) -> None:
    """Make changes to the files of the vault at `root`. `texts` are the edited notes, as they were read.

    A file is replaced in one go and keeps its permissions; of a symbolic link, what it leads to is written. Raises
    `WriteError`, and then nothing has changed: what is not valid UTF-8, is read-only or has changed since it was read
    is not written, and nothing takes the place of another file.
    """
    with contextlib.ExitStack() as temporary, _undone_on_failure() as undo:
        new = [_prepared(root, path, texts[path], edits, temporary) for path, edits in changes.edits.items()]
        _check_places(root, changes)
        for each in new:
            with _told(each.path):
                each.replace()
            undo(each.path, each.put_back)
        for path, text in changes.creates.items():
            with _told(path):
                _make_folders(root, path, undo)
                _create(root / path, text)
            undo(path, (root / path).unlink)
        _move_all(root, changes.moves, undo)


Undo = Callable[[str, Callable[[], object]], None]
"""Remembers how to take back what was done to the file at a vault path."""


@contextlib.contextmanager
def _undone_on_failure() -> Iterator[Undo]:
    """Take back all that was done, the last thing first, if not everything can be done."""
    done: list[tuple[str, Callable[[], object]]] = []
    try:
        yield lambda path, take_back: done.append((path, take_back))
    except BaseException as error:
        stuck = []
        for path, take_back in reversed(done):
            try:
                take_back()
            except OSError as failure:
                stuck.append(f"{path} ({failure.strerror})")
        if stuck and isinstance(error, WriteError):
            problem = f"{error.problem}; these were changed before, and cannot be put back: {', '.join(stuck)}"
            raise WriteError(error.path, problem) from error
        raise


@contextlib.contextmanager
def _told(path: str) -> Iterator[None]:
    """Say of what the system refuses which file it was."""
    try:
        yield
    except OSError as error:
        raise WriteError(path, f"this cannot be written: {error.strerror or error}") from error


# Edited notes


class _Prepared(NamedTuple):
    """A note whose new text waits in a temporary file beside it."""

    path: str
    file: Path
    """What is written, behind every symbolic link."""
    temporary: Path
    before: bytes
    seen: os.stat_result

    def replace(self) -> None:
        now = self.file.stat()
        if (now.st_mtime_ns, now.st_size, now.st_ino) != (self.seen.st_mtime_ns, self.seen.st_size, self.seen.st_ino):
            raise WriteError(self.path, "this note has changed since it was read; try again")
        self.temporary.replace(self.file)

    def put_back(self) -> None:
        self.temporary.write_bytes(self.before)
        shutil.copymode(self.file, self.temporary)
        self.temporary.replace(self.file)


def _prepared(root: Path, path: str, text: str, edits: tuple[Edit, ...], temporary: contextlib.ExitStack) -> _Prepared:
    with _told(path):
        file = Path(os.path.realpath(root / path, strict=True))
        seen, before = file.stat(), file.read_bytes()
        _check_writable(path, file, seen)
        if _decoded(path, before) != text:
            raise WriteError(path, "this note has changed since it was read; try again")
        handle, name = tempfile.mkstemp(prefix=_TEMPORARY, dir=file.parent)
        temporary.callback(Path(name).unlink, missing_ok=True)
        with os.fdopen(handle, "wb") as out:
            out.write(_encoded(path, apply_edits(text, edits)))
        shutil.copymode(file, name)
    return _Prepared(path, file, Path(name), before, seen)


def check_writable(root: Path, paths: Iterable[str]) -> None:
    """Raise `WriteError` if one of these notes is read-only. One that cannot be looked at is left to who writes it."""
    for path in paths:
        with contextlib.suppress(OSError):
            _check_writable(path, root / path, (root / path).stat())


def _check_writable(path: str, file: Path, seen: os.stat_result) -> None:
    # A read-only file could be replaced all the same, since that is a change of its folder.
    if not (seen.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) and os.access(file, os.W_OK)):
        raise WriteError(path, "this note is read-only; make it writable first")


def _decoded(path: str, data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise WriteError(path, "this note is not valid UTF-8; save it as UTF-8 first") from None


def _encoded(path: str, text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise WriteError(path, "its new text holds half of a character, which UTF-8 cannot hold") from None


# New notes, and moves


def _check_places(root: Path, changes: Changes) -> None:
    """See that what is moved is there, and that every place for something new is free and in the vault."""
    for old, new in changes.moves.items():
        if not os.path.lexists(root / old):
            raise WriteError(old, "there is no such file any more")
        if new not in changes.moves:
            _check_free(root, new, root / old)
    for path in changes.creates:
        _check_free(root, path)
    inside = Path(os.path.realpath(root))
    for path in (*changes.moves.values(), *changes.creates):
        if not Path(os.path.realpath(root / path)).parent.is_relative_to(inside):
            raise WriteError(path, "this lies outside the vault")


def _check_free(root: Path, path: str, old: Path | None = None) -> None:
    new = root / path
    # On a file system that ignores case, a name that changes its case only is taken by the file itself.
    is_itself = old is not None and os.path.lexists(new) and os.path.samestat(old.lstat(), new.lstat())
    if os.path.lexists(new) and not (is_itself and fold_path(str(old)) == fold_path(str(new))):
        raise WriteError(path, "this exists already; choose another name, or move it away first")


def _make_folders(root: Path, path: str, undo: Undo) -> None:
    """Make the folders that a new file stands in."""
    segments = path.split("/")[:-1]
    for end in range(1, len(segments) + 1):
        folder = root.joinpath(*segments[:end])
        if not folder.is_dir():
            folder.mkdir()
            undo("/".join(segments[:end]), folder.rmdir)


def _create(file: Path, text: str) -> None:
    with file.open("xb") as out:
        out.write(text.encode())


def _move_all(root: Path, moves: Mapping[str, str], undo: Undo) -> None:
    """Move files; one that stands where another is to come waits under another name until that place is free."""
    waiting: dict[str, Path] = {}
    for number, old in enumerate(sorted(moves.keys() & set(moves.values()))):
        waiting[old] = (root / old).with_name(f"{_TEMPORARY}{os.getpid()}-{number}")
        with _told(old):
            _move(root / old, waiting[old], undo, old)
    for old, new in moves.items():
        with _told(old):
            _make_folders(root, new, undo)
            _check_free(root, new, waiting.get(old, root / old))
            _move(waiting.get(old, root / old), root / new, undo, old)


def _move(old: Path, new: Path, undo: Undo, path: str) -> None:
    link = old.readlink() if old.is_symlink() else None
    if link is None or link.is_absolute() or old.parent == new.parent:
        old.rename(new)
        undo(path, lambda: new.rename(old))
        return
    # A relative symbolic link leads to the same file from its new place.
    new.symlink_to(os.path.relpath(old.parent.resolve() / link, new.parent.resolve()))
    undo(path, new.unlink)
    old.unlink()
    undo(path, lambda: old.symlink_to(link))
