"""From changes to a plan: everything is read and checked that can be before anything is written."""

import os
import secrets
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec.structs import replace

from wikilsp.disk.atomic_write import contents
from wikilsp.disk.new_paths import why_not_there
from wikilsp.disk.placing import identity_of
from wikilsp.disk.plan import Creation, Move, Plan, Rewrite
from wikilsp.disk.steps import is_itself, told
from wikilsp.text import Edit, apply_edits
from wikilsp.vault.changes import ChangedMeanwhileError, Changes, WriteError

_TOKEN = 8


def make_plan(root: Path, changes: Changes, texts: Mapping[str, str], *, force: bool = False) -> Plan:
    """Return the steps of changes. `texts` are the edited notes as they were read. Raise `WriteError`.

    With `force`, a file that has other names is replaced under this one.
    """
    rewrites = [rewritten(root, path, texts[path], edits, force=force) for path, edits in changes.edits.items()]
    check_places(root, changes)
    creations = [Creation(path, _encoded(path, text)) for path, text in changes.creates.items()]
    plan = empty_plan(root, [each for each in rewrites if each.before != each.after])
    folders = dict.fromkeys(folder for path in changes.creates for folder in _missing_folders(root, path))
    moves = tuple(_moves(root, changes.moves, plan.token, folders))
    return replace(plan, folders=tuple(folders), creations=tuple(creations), moves=moves)


def empty_plan(root: Path, rewrites: Iterable[Rewrite]) -> Plan:
    """Return a plan of which the notes that get other contents are all that is known."""
    real = os.path.realpath(root)
    token = secrets.token_hex(_TOKEN)
    return Plan(os.fsencode(real), token, time.time(), tuple(rewrites), identity=identity_of(real))


# Edited notes


def rewritten(root: Path, path: str, text: str, edits: tuple[Edit, ...], *, force: bool) -> Rewrite:
    """Return what a note gets by edits of a text. Raise `WriteError` if it has another text, or cannot be written."""
    with told(path):
        file = Path(os.path.realpath(root / path, strict=True))
        if not file.is_relative_to(os.path.realpath(root)):
            raise WriteError(path, "this lies outside the vault")
        if any(part.startswith(".") for part in file.relative_to(os.path.realpath(root)).parts[:-1]):
            raise WriteError(path, "this leads into a hidden folder, where no note is written; remove the link")
        _check_writable(path, file, file.stat(), force=force)
        before = contents(file)
        if _decoded(path, before) != text:
            raise ChangedMeanwhileError(path, "this note has changed since it was read; try again")
    return Rewrite(path, os.fsencode(file), before, _encoded(path, apply_edits(text, edits)))


def check_writable(root: Path, paths: Iterable[str], *, force: bool = False) -> None:
    """Raise `WriteError` if one of these notes cannot be replaced. One that cannot be looked at is left to its writer.

    With `force`, one that has other names may be.
    """
    for path in paths:
        try:
            seen = (root / path).stat()
        except OSError:
            continue
        _check_writable(path, root / path, seen, force=force)


def _check_writable(path: str, file: Path, seen: os.stat_result, *, force: bool) -> None:
    # A read-only file could be replaced all the same, since that is a change of its folder.
    if not (seen.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) and os.access(file, os.W_OK)):
        raise WriteError(path, "this note is read-only; make it writable first")
    if seen.st_nlink > 1 and not force:
        names = f"this file has {seen.st_nlink} names (hard links), and the others would keep the old text"
        raise WriteError(path, f"{names}; make it a file of its own first, or use “--force” on the command line")


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


def check_places(root: Path, changes: Changes) -> None:
    """See that what is moved is there, and that every place for something new is free and in the vault.

    Raise `WriteError`.
    """
    for old, new in changes.moves.items():
        if not os.path.lexists(root / old):
            raise WriteError(old, "there is no such file any more")
        if new not in changes.moves:
            with told(old):
                _check_free(root, new, root / old)
    for path in changes.creates:
        _check_free(root, path)
    check_inside(root, (*changes.moves.values(), *changes.creates))


def check_inside(root: Path, paths: Iterable[str]) -> None:
    """See that places for something new are in the vault, whatever symbolic links are on the way, and have a name.

    Raise `WriteError`.
    """
    inside = Path(os.path.realpath(root))
    for path in paths:
        if any("\ud800" <= char <= "\udfff" for char in path):
            raise WriteError(path, "this name is not valid UTF-8; choose another name")
        if not Path(os.path.realpath(root / path)).parent.is_relative_to(inside):
            raise WriteError(path, "this lies outside the vault")
        with told(path):
            problem = why_not_there(root, path)
        if problem:
            raise WriteError(path, problem)


def _check_free(root: Path, path: str, old: Path | None = None) -> None:
    new = root / path
    # On a file system that ignores case, a name that changes its case only is taken by the file itself.
    if os.path.lexists(new) and not (old is not None and is_itself(old, new)):
        raise WriteError(path, "this exists already; choose another name, or move it away first")


def _missing_folders(root: Path, path: str) -> Iterator[str]:
    """Yield the folders that a new file stands in and that are not there, the outer ones first."""
    segments = path.split("/")[:-1]
    for end in range(1, len(segments) + 1):
        folder = "/".join(segments[:end])
        if not os.path.lexists(root / folder):
            yield folder


def _moves(root: Path, moves: Mapping[str, str], token: str, made: Iterable[str]) -> Iterator[Move]:
    """Yield the single moves; what stands where something else is to come waits under another name until it is free."""
    waiting: dict[str, str] = {}
    there = {*made, *moves.values()}
    for number, old in enumerate(sorted(moves.keys() & set(moves.values()))):
        folder = old.rpartition("/")[0]
        waiting[old] = f"{folder}/.wikilsp-{token}-{number}".removeprefix("/")
        with told(old):
            state = _state(root / old)
        yield Move(old, old, waiting[old], state=state)
    for old, new in moves.items():
        folders = tuple(folder for folder in _missing_folders(root, new) if folder not in there)
        there.update(folders)
        with told(old):
            links, state = _links(root, old, new), _state(root / old)
        yield Move(old, waiting.get(old, old), new, folders, links, state)


def _state(file: Path) -> tuple[int, int] | None:
    seen = file.lstat()
    return None if stat.S_ISDIR(seen.st_mode) else (seen.st_size, seen.st_mtime_ns)


def _links(root: Path, old: str, new: str) -> tuple[bytes, bytes] | None:
    """Return what a relative symbolic link says, and what it has to say to lead to the same file from its new place."""
    file, place = root / old, root / new
    if not file.is_symlink() or file.readlink().is_absolute() or file.parent == place.parent:
        return None
    link = file.readlink()
    return os.fsencode(link), os.fsencode(os.path.relpath(file.parent.resolve() / link, place.parent.resolve()))
