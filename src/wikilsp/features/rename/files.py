"""Renames notes, folders and attachments, and updates the links to them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from wikilsp.features.answers import TextReader
from wikilsp.features.rename.headings import RenamedHeading, change_heading, preserve_heading_links, title_of
from wikilsp.features.rename.merge import merge
from wikilsp.features.rename.pending_moves import Moves, vault_after
from wikilsp.features.rename.preserve_links import preserve_links
from wikilsp.features.rename.queries import rename_in_queries
from wikilsp.features.rename.query_paths import move_in_query
from wikilsp.features.rename.result import RenameRefused, RenameResult
from wikilsp.index.graph import Graph
from wikilsp.vault.changes import Changes
from wikilsp.vault.daily_notes import daily_notes
from wikilsp.vault.filenames import file_stem, is_legal
from wikilsp.vault.name_registry import is_page_file, journal_title, link_name, page_encoding
from wikilsp.vault.names import base_name, fold_path, is_note, resolve_path, without_extension
from wikilsp.vault.vault import Vault

_NOT_IN_A_LINK = re.compile(r"[#^|\[\]]")


def edits_for_moves(graph: Graph, moves: Mapping[str, str], read: TextReader) -> RenameResult:
    """Return the edits that preserve every link while the client moves files and folders, without the moves.

    The title headings of notes follow if the settings say so. No move is refused, since the client makes them anyway.
    """
    headings: list[RenamedHeading] = []
    for old, new in moves.items() if graph.vault.settings.heading_follows else ():
        with suppress(RenameRefused):
            headings += _renamed_titles(graph.vault, old, new, read)
    return _preserve_all(graph, moves, headings, read)


def rename_file(graph: Graph, old: str, new: str, read: TextReader, *, title: bool | None = None) -> RenameResult:
    """Move a note, folder or attachment from the vault path `old` to `new`.

    With `title`, which defaults to the settings, also rename the title heading of a note if it is the old name. Raise
    `RenameRefused`.
    """
    new = check_place(graph.vault, old, new)
    follows = graph.vault.settings.heading_follows if title is None else title
    headings = list(_renamed_titles(graph.vault, old, new, read)) if follows else []
    after = _preserve_all(graph, {old: new}, headings, read)
    _check_lost(graph.vault, after.broken, new)
    return after._replace(changes=Changes(after.changes.edits, {old: new}))


def _renamed_titles(vault: Vault, old: str, new: str, read: TextReader) -> Iterator[RenamedHeading]:
    """Yield the title heading of a note that moves from `old` to `new`, renamed, if it follows the name."""
    note = vault.notes.get(old)
    heading = title_of(note) if note and is_note(new) else None
    if note is None or heading is None or base_name(new) == base_name(old):
        return
    if note.undecodable:
        yield RenamedHeading(RenameResult(Changes(), skipped=(old,)), note, {})
    else:
        yield change_heading(vault, note, heading, base_name(new), read)


def _preserve_all(
    graph: Graph, moves: Mapping[str, str], headings: Sequence[RenamedHeading], read: TextReader
) -> RenameResult:
    """Return the edits of renamed title headings, and those that preserve links when files and folders move."""
    pending = Moves(moves)
    after = vault_after(graph.vault, pending, {renamed.note.path: renamed.note for renamed in headings})
    names = {old: new for renamed in headings for old, new in renamed.names.items()}
    preserved = preserve_links(graph, after, pending, read, names)
    queries = rename_in_queries(graph.vault, move_in_query(graph.vault, moves))
    result = merge(*(renamed.result for renamed in headings), preserved, queries)
    return preserve_heading_links(graph, result, read)._replace(thing=_thing(graph.vault, moves))


def _thing(vault: Vault, moves: Mapping[str, str]) -> str:
    """Return the kind of the thing that moves."""
    if len(moves) != 1:
        return "file"
    (old,) = moves
    return "note" if old in vault.notes else "file" if old in vault.files else "folder"


def _check_lost(vault: Vault, broken: Sequence[tuple[str, str]], new: str) -> None:
    """Raise `RenameRefused` if a link to a note or attachment cannot be preserved. Links to folders may be lost."""
    for path, target in broken:
        if target in vault.notes or target in vault.files:
            problem = f"with a file at “{new}”, no link in “{path}” could lead to “{target}”"
            raise RenameRefused(f"{problem}; choose another name")


def check_place(vault: Vault, old: str, new: str) -> str:
    """Return the path `new` with its folders spelled as they are. Raise `RenameRefused` if no file may move there."""
    if new == old:
        raise RenameRefused(f"“{new}” is already its name")
    if resolve_path("", new) != new:
        raise RenameRefused(f"“{new}” lies outside the vault")
    # Where case is ignored, such a folder would be the one that exists; elsewhere, links could not tell them apart.
    typed, new = new, vault.registry.spelled_folder(new)
    if new == old:
        raise RenameRefused(f"“{typed}” differs from “{old}” only in the case of its folders; rename the folder itself")
    if not is_legal(new):
        raise RenameRefused(
            f"“{new}” is not a portable file name: avoid * \\ < > : | ?, quotation marks, control characters, "
            "names that Windows reserves, and blanks or dots at either end"
        )
    if _NOT_IN_A_LINK.search(new.removeprefix(_shared_folder(old, new))):
        raise RenameRefused(f"“{new}” cannot be the target of a wikilink: avoid # ^ | [ and ]")
    if f"{new}/".startswith(f"{old}/"):
        raise RenameRefused(f"“{old}” cannot be moved into itself")
    taken = _taken(vault, new, old) or _same_page(vault, new, old)
    if taken is not None:
        raise RenameRefused(f"“{taken}” already exists; choose another name, or move it away first")
    return new


def new_path(vault: Vault, old: str, name: str) -> str:
    """Return the vault path for a new name of the file at `old`: a name in the same folder, or a path from the root."""
    folder, _, old_name = old.rpartition("/")
    name, dialect = name.strip(), vault.settings.dialect
    extension = old_name[len(without_extension(old_name)) :] if is_note(old) else _extension(old_name)
    daily, encoding = daily_notes(dialect), page_encoding(dialect)
    if journal_title(old, dialect) and (day := daily.day(name)):
        return f"{daily.path(day)}{extension}"
    if encoding is not None and (is_note(old) or is_page_file(old, dialect)):
        name = file_stem(without_extension(name), encoding)
    if not name.casefold().endswith(extension.casefold()):
        name += extension
    if "/" in name or not folder:
        return name.removeprefix("/")
    return f"{folder}/{name}"


def _extension(name: str) -> str:
    _, dot, extension = name.rpartition(".")
    return f"{dot}{extension}" if dot else ""


def _shared_folder(old: str, new: str) -> str:
    """Return the folders that a file stays in. Their names are not part of the rename."""
    shared = ""
    for before, after in zip(old.split("/")[:-1], new.split("/")[:-1], strict=False):
        if before != after:
            break
        shared += f"{after}/"
    return shared


def _same_page(vault: Vault, new: str, old: str) -> str | None:
    """Return another note that is already the page with the new name, in a dialect with page names."""
    dialect, note = vault.settings.dialect, vault.notes.get(old)
    if page_encoding(dialect) is None or note is None or note.summary.title or not is_note(new):
        return None
    page, key = link_name(new, dialect), vault.registry.name_key
    found = vault.resolve_text(note, page).target
    return found if found in vault.notes and key(page) != key(link_name(old, dialect)) else None


def _taken(vault: Vault, new: str, old: str) -> str | None:
    """Return the file or folder that is already at a path, ignoring case, unless it is the one to rename."""
    wanted = fold_path(new)
    for path in (*vault.notes, *vault.files):
        if f"{fold_path(path)}/".startswith(f"{wanted}/") and not f"{path}/".startswith(f"{old}/"):
            return "/".join(path.split("/")[: new.count("/") + 1])
    return None
