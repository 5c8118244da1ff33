"""Renames notes, folders and attachments: where they go, and what links have to say then."""

import re
from collections.abc import Mapping, Sequence

from wikilsp.features.answers import Mention, Read
from wikilsp.features.rename.headings import headings_kept, title_of, with_heading
from wikilsp.features.rename.merge import merge
from wikilsp.features.rename.outcome import RenameRefused, RenameResult
from wikilsp.features.rename.pending_moves import Moves, vault_after
from wikilsp.features.rename.preserve_links import preserve_links
from wikilsp.index.graph import Graph
from wikilsp.syntax.facts import Link
from wikilsp.text import Span
from wikilsp.vault.changes import Changes
from wikilsp.vault.filenames import file_stem, is_legal, page_name
from wikilsp.vault.name_registry import page_encoding
from wikilsp.vault.names import fold, fold_path, is_note, joined, without_extension
from wikilsp.vault.vault import Vault

_NOWHERE = Span(0, 0)
_NOT_IN_A_LINK = re.compile(r"[#^|\[\]]")


def moved_files(graph: Graph, moves: Mapping[str, str], read: Read) -> RenameResult:
    """Give the edits that keep every link while files and folders move, but not the moves themselves.

    Nothing is refused, since it is somebody else who moves them.
    """
    moved = Moves(moves)
    return headings_kept(graph, preserve_links(graph, vault_after(graph.vault, moved), moved, read), read)


def renamed_file(graph: Graph, old: str, new: str, read: Read, *, title: bool = False) -> RenameResult:
    """Move a note, folder or attachment of the vault; all are vault paths.

    `title`: the first heading of a note follows if it is the old name. Raises `RenameRefused`.
    """
    check_place(graph.vault, old, new)
    moved, heading, note = Moves({old: new}), None, graph.vault.notes.get(old)
    if title and note and is_note(new):
        heading = title_of(note)
    if note is None or heading is None:
        after = preserve_links(graph, vault_after(graph.vault, moved), moved, read)
    else:
        renamed = with_heading(graph.vault, note, heading, file_name(new), read)
        after = merge(
            renamed.outcome,
            preserve_links(graph, vault_after(graph.vault, moved, {old: renamed.note}), moved, read, renamed.names),
        )
    after = headings_kept(graph, after, read)
    _check_lost(graph, after.lost, new)
    return after._replace(changes=Changes(after.changes.edits, {old: new}))


def _check_lost(graph: Graph, lost: Sequence[Mention], new: str) -> None:
    """See that every link to a note or file can still say what it means; a folder may vanish with what was in it."""
    for path, span in lost:
        target = next(edge.resolution.target for edge in graph.links(path) if edge.link.span == span)
        if target in graph.vault.notes or target in graph.vault.files:
            problem = f"with “{new}” there, no text of a link in “{path}” would lead to “{target}”"
            raise RenameRefused(f"{problem}; choose another name")


def check_place(vault: Vault, old: str, new: str) -> None:
    """See that a file or folder may go to the path `new`. Raises `RenameRefused`."""
    if new == old:
        raise RenameRefused(f"“{new}” is its name already")
    if joined("", new) != new:
        raise RenameRefused(f"“{new}” lies outside the vault")
    if not is_legal(new):
        raise RenameRefused(
            f"no file should be called “{new}”: leave out * \\ < > : | ?, quotation marks and control characters, "
            "names that Windows keeps for itself, and blanks or dots at the ends"
        )
    if _NOT_IN_A_LINK.search(new.removeprefix(_shared_folder(old, new))):
        raise RenameRefused(f"no wikilink could name “{new}”: leave out # ^ | [ and ]")
    if f"{new}/".startswith(f"{old}/"):
        raise RenameRefused(f"“{old}” cannot go into itself")
    taken = _taken(vault, new, old) or _same_page(vault, new, old)
    if taken is not None:
        raise RenameRefused(f"“{taken}” exists already; choose another name, or move it away first")


def new_path(vault: Vault, old: str, name: str) -> str:
    """Give the path that somebody means who types a new name for the file at `old`: a name, or a path from the root."""
    folder, _, old_name = old.rpartition("/")
    name = name.strip()
    extension = old_name[len(without_extension(old_name)) :] if is_note(old) else _extension(old_name)
    encoding = page_encoding(vault.settings.dialect)
    if encoding is not None and is_note(old):
        name = file_stem(without_extension(name), encoding)
    if not name.casefold().endswith(extension.casefold()):
        name += extension
    if "/" in name or not folder:
        return name.removeprefix("/")
    return f"{folder}/{name}"


def file_name(path: str) -> str:
    """Give what a file is called: the name of a note without the extension."""
    return without_extension(path.rpartition("/")[2])


def _extension(name: str) -> str:
    _, dot, extension = name.rpartition(".")
    return f"{dot}{extension}" if dot else ""


def _shared_folder(old: str, new: str) -> str:
    """Give the folders that a file stays in: what they are called is nobody's fault now."""
    shared = ""
    for before, after in zip(old.split("/")[:-1], new.split("/")[:-1], strict=False):
        if before != after:
            break
        shared += f"{after}/"
    return shared


def _same_page(vault: Vault, new: str, old: str) -> str | None:
    """Give the note that is the page which a note would become by its new name, where names are those of pages."""
    encoding, note = page_encoding(vault.settings.dialect), vault.notes.get(old)
    if encoding is None or note is None or note.summary.title or not is_note(new):
        return None
    page = page_name(file_name(new), encoding)
    found = vault.resolve(note, Link("wikilink", _NOWHERE, page, _NOWHERE, whole=page)).target
    return found if found in vault.notes and fold(page) != fold(page_name(file_name(old), encoding)) else None


def _taken(vault: Vault, new: str, old: str) -> str | None:
    """Give what stands at a path already, whatever its case, and is not what is renamed."""
    wanted = fold_path(new)
    for path in (*vault.notes, *vault.files):
        if f"{fold_path(path)}/".startswith(f"{wanted}/") and not f"{path}/".startswith(f"{old}/"):
            return "/".join(path.split("/")[: new.count("/") + 1])
    return None
