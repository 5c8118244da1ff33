"""Renames notes, folders and attachments, and updates the links to them."""

import re
from collections.abc import Mapping, Sequence

from wikilsp.features.answers import Mention, TextReader
from wikilsp.features.rename.headings import change_heading, preserve_heading_links, title_of
from wikilsp.features.rename.merge import merge
from wikilsp.features.rename.pending_moves import Moves, vault_after
from wikilsp.features.rename.preserve_links import preserve_links
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

    No move is refused, since the client makes them anyway.
    """
    pending = Moves(moves)
    return preserve_heading_links(graph, preserve_links(graph, vault_after(graph.vault, pending), pending, read), read)


def rename_file(graph: Graph, old: str, new: str, read: TextReader, *, title: bool = False) -> RenameResult:
    """Move a note, folder or attachment from the vault path `old` to `new`.

    With `title`, also rename the title heading of a note if it is the old name. Raise `RenameRefused`.
    """
    check_place(graph.vault, old, new)
    moves, heading, note = Moves({old: new}), None, graph.vault.notes.get(old)
    if title and note and is_note(new):
        heading = title_of(note)
    if note is None or heading is None:
        after = preserve_links(graph, vault_after(graph.vault, moves), moves, read)
    else:
        renamed = change_heading(graph.vault, note, heading, base_name(new), read)
        after = merge(
            renamed.result,
            preserve_links(graph, vault_after(graph.vault, moves, {old: renamed.note}), moves, read, renamed.names),
        )
    after = preserve_heading_links(graph, after, read)
    _check_lost(graph, after.lost, new)
    return after._replace(changes=Changes(after.changes.edits, {old: new}))


def _check_lost(graph: Graph, lost: Sequence[Mention], new: str) -> None:
    """Raise `RenameRefused` if a link to a note or attachment cannot be preserved. Links to folders may be lost."""
    for path, span in lost:
        target = next(edge.resolution.target for edge in graph.links(path) if edge.link.span == span)
        if target in graph.vault.notes or target in graph.vault.files:
            problem = f"with a file at “{new}”, no link in “{path}” could lead to “{target}”"
            raise RenameRefused(f"{problem}; choose another name")


def check_place(vault: Vault, old: str, new: str) -> None:
    """Raise `RenameRefused` if a file or folder must not move to the path `new`."""
    if new == old:
        raise RenameRefused(f"“{new}” is already its name")
    if resolve_path("", new) != new:
        raise RenameRefused(f"“{new}” lies outside the vault")
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
