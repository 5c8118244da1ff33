"""`wikilsp rename`: renames notes, folders, attachments, headings, blocks, tags and keys, and updates links to them."""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, partial
from pathlib import Path

import click

from wikilsp.cli.loading import load_uncached
from wikilsp.cli.output import print_diff, print_lines
from wikilsp.cli.signals import exit_on_sigterm
from wikilsp.cli.vaults import read_vault_settings, resolve_root, warn, warn_if_interrupted
from wikilsp.disk.note_text import read_text
from wikilsp.disk.write import WriteError, check_places, check_writable, write
from wikilsp.features.answers import Mention, TextReader
from wikilsp.features.rename import (
    RenameRefused,
    RenameResult,
    check_characters,
    describe_longer,
    describe_queries,
    rename_block,
    rename_file,
    rename_heading,
    rename_key,
    rename_tag,
)
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.note import Note
from wikilsp.report.diff import diff, diff_name
from wikilsp.syntax.facts import BlockId, Heading
from wikilsp.syntax.keys import key_id
from wikilsp.syntax.parse import parse
from wikilsp.text import line_starts, position
from wikilsp.vault.changes import Changes
from wikilsp.vault.edit_guard import MisplacedError, check_edits
from wikilsp.vault.names import NOTE_EXTENSIONS, is_note, resolve_path, without_extension
from wikilsp.vault.problem import Problem
from wikilsp.vault.unread import refusal_message, unread_files
from wikilsp.vault.vault import Vault
from wikilsp.wording import did_you_mean


@click.command(
    "rename",
    short_help="Rename a note, folder, heading, tag or key, and update links to it.",
    epilog='Example: wikilsp rename "Projects/Old name" "Projects/New name"',
)
@click.argument("old", metavar="FROM")
@click.argument("new", metavar="TO")
@click.option(
    "--title/--no-title",
    default=None,
    help="Whether the first heading of a note is renamed too, if it equals the old name (default: the settings).",
)
@click.option(
    "--force",
    is_flag=True,
    help="Rename even if some notes cannot be read, and replace notes that have hard links.",
)
@click.option("--dry-run", is_flag=True, help="Print the changes as a diff, without making them.")
@click.pass_context
def command(ctx: click.Context, *, old: str, new: str, title: bool | None, force: bool, dry_run: bool) -> None:
    """Rename FROM to TO in the current folder's vault, and update every link to it.

    FROM and TO are both paths of a note (“.md” is optional), an attachment or a folder, from the root of the vault; or
    both of the form “note#heading”, “note#^block”, “#tag” or “key::”. Renaming a tag includes the tags below it.

    If the rename is refused, nothing changes and the exit status is 1.
    """
    ctx.with_resource(exit_on_sigterm())
    root = resolve_root(Path(), set()).path
    if warn_if_interrupted(root, is_error=not dry_run) and not dry_run:
        ctx.exit(1)
    vault, nested, problems, *_ = load_uncached(root, read_vault_settings(root))
    unread = unread_files(vault, problems)
    read = cache(partial(read_text, root))
    try:
        if not force:
            _check_all_read(unread)
        result = _rename(vault, old, new, read, title=title)
        _check_moves(result, nested)
        _apply(root, vault, result, read, force=force, dry_run=dry_run)
    except (RenameRefused, WriteError, MisplacedError) as error:
        print_lines(f"error: {error}", err=True)
        ctx.exit(1)
    warn(root, (Problem(*file) for file in unread.items() if file not in problems))
    _print_report(vault, result, read, dry_run=dry_run)
    ctx.exit(int(bool(result.skipped or result.canvases or unread)))


def _apply(root: Path, vault: Vault, result: RenameResult, read: TextReader, *, force: bool, dry_run: bool) -> None:
    """Write the changes of a rename, or print them as a diff. Raise if that is not safe."""
    changes = result.changes
    texts = {path: _read_unchanged(vault, path, read) for path in changes.edits}
    for path, edits in changes.edits.items():
        if path in vault.notes:
            check_edits(vault.notes[path], texts[path], edits)
    if dry_run:
        check_places(root, changes)
        check_writable(root, changes.edits, force=force)
        print_diff(_format_diff(changes, texts))
    else:
        write(root, changes, texts, force=force)
        print_lines(_summarize(result))


def _rename(vault: Vault, old: str, new: str, read: TextReader, *, title: bool | None) -> RenameResult:
    """Compute the changes that rename the note, folder, heading, block, tag or key that `old` names."""
    check_characters(new)
    graph = Graph(vault)
    if old.startswith("#"):
        return rename_tag(graph, Usages(vault.notes), old, new, read)
    if old.endswith("::"):
        return rename_key(graph, Usages(vault.notes), key_id(old.removesuffix("::").strip()), new, read)
    path = _find_path(vault, old)
    if path is None and "#" in old:
        return _rename_fragment(graph, old, new, read)
    if path is None:
        raise RenameRefused(f"note, folder or attachment “{old}” not found{_suggestion(vault, old)}")
    return rename_file(graph, path, _new_path(vault, path, new), read, title=title)


def _check_all_read(unread: Mapping[str, str]) -> None:
    """Refuse to rename if files could not be read, since links in them would not be updated."""
    if unread:
        raise RenameRefused(f"{refusal_message(unread)}; make them readable first, or use “--force”")


def _check_moves(result: RenameResult, nested: Iterable[str]) -> None:
    """Refuse to move files into a nested vault, since links of this vault cannot lead there."""
    for path in result.changes.moves.values():
        for folder in nested:
            if path.startswith(f"{folder}/"):
                raise RenameRefused(f"“{folder}” is a nested vault, so no link in this vault can lead to “{path}”")


def _find_path(vault: Vault, text: str) -> str | None:
    """Return the path of the note, attachment or folder that the user typed, or None."""
    # “é” comes from a keyboard as one code point, and from some file systems as two.
    spellings = (text, unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text))
    return next(filter(None, (_find_exact_path(vault, spelling) for spelling in spellings)), None)


def _find_exact_path(vault: Vault, text: str) -> str | None:
    """Return the path of what the user typed, in exactly this spelling. Refuse to rename if it is ambiguous."""
    path = text.removeprefix("./").removesuffix("/")
    notes = [path, *(f"{path}{extension}" for extension in NOTE_EXTENSIONS)]
    found = [other for other in notes if other in vault.notes or other in vault.files]
    folders = [path] if vault.registry.has_folder(path) else []
    if text.endswith("/") or not found:
        return next(iter(folders), None)
    if folders and found[0] != path:
        raise RenameRefused(f"“{text}” is ambiguous; write “{found[0]}” for the note or “{path}/” for the folder")
    return found[0]


def _new_path(vault: Vault, old: str, text: str) -> str:
    """Return the new path of a note, attachment or folder."""
    path = resolve_path("", text)
    if path is None or text.startswith("/"):
        raise RenameRefused(f"“{text}” is outside the vault; give a path from its root, without a leading “/”")
    if vault.registry.has_folder(old):
        return path
    name = old.rpartition("/")[2]
    if text.endswith("/"):
        return f"{path}/{name}" if path else name
    return f"{path}{name[len(without_extension(name)) :]}" if is_note(old) and not is_note(path) else path


def _suggestion(vault: Vault, name: str) -> str:
    return did_you_mean(next(iter(vault.registry.near_notes(name)), None))


def _rename_fragment(graph: Graph, old: str, new: str, read: TextReader) -> RenameResult:
    """Compute the changes that rename a heading or a block, which stays in its note."""
    name, _, inside = old.partition("#")
    path = _find_path(graph.vault, name)
    note = graph.vault.notes.get(path or "")
    if note is None:
        raise RenameRefused(f"note “{name}” not found{_suggestion(graph.vault, name)}")
    new_name, mark, new_inside = new.partition("#")
    if not mark or (new_name and _find_path(graph.vault, new_name) != path):
        raise RenameRefused(f"“{new}” is not in “{note.path}”; write TO as “{name}#new name”")
    found = _find_fragment(graph.vault, note, inside)
    if found is None:
        raise RenameRefused(f"heading or block “{inside}” not found in “{note.path}”")
    if isinstance(found, Heading):
        return rename_heading(graph, note, found, new_inside, read)
    return rename_block(graph, note, found, new_inside, read)


def _find_fragment(vault: Vault, note: Note, inside: str) -> Heading | BlockId | None:
    fragments = vault.fragments(note)
    return fragments.block(inside[1:]) if inside.startswith("^") else fragments.heading(inside.split("#"))


def _read_unchanged(vault: Vault, path: str, read: TextReader) -> str:
    """Return the text of a note or canvas. Refuse to rename if it has changed since the edits were computed."""
    text, note = read(path), vault.notes.get(path)
    if text is None or (note and parse(text, vault.settings.dialect) != note.facts):
        raise RenameRefused(f"“{path}” has changed since it was read; try again")
    return text


# Reports


def _format_diff(changes: Changes, texts: dict[str, str]) -> str:
    names = ((diff_name(old), diff_name(new)) for old, new in changes.moves.items())
    moves = (f"rename from {old}\nrename to {new}\n" for old, new in names)
    edits = (diff(path, texts[path], note_edits) for path, note_edits in changes.edits.items())
    return "".join((*moves, *edits))


def _summarize(result: RenameResult) -> str:
    changes = result.changes
    edits = sum(map(len, changes.edits.values()))
    moves = "".join(f"renamed {old} to {new}; " for old, new in changes.moves.items())
    notes = sum(map(is_note, changes.edits))
    canvases = len(changes.edits) - notes
    in_notes = [_format_count(notes, "note")] if notes or not canvases else []
    in_canvases = [_format_count(canvases, "canvas", "es")] if canvases else []
    longer = f"; {describe_longer(result)}" if result.longer else ""
    return f"{moves}changed {_format_count(edits, 'place')} in {' and '.join(in_notes + in_canvases)}{longer}"


def _print_report(vault: Vault, result: RenameResult, read: TextReader, *, dry_run: bool) -> None:
    """Print to stderr what was not changed, which links changed their target, and whether names were merged."""
    place = partial(_format_place, vault, read)
    lines = [f"warning: {path}: this note was not updated, since it is not valid UTF-8" for path in result.skipped]
    lines += (
        f"warning: {path}: this canvas was not updated, since it cannot be read as JSON" for path in result.canvases
    )
    lines += (f"warning: {place(mention)}: this link now has another target" for mention in result.lost)
    lines += (f"note: {place(mention)}: this broken link now has a target" for mention in result.found)
    if dry_run and result.longer:
        lines.append(f"note: {describe_longer(result)}")
    if result.queries:
        lines.append(f"note: {describe_queries(result, place)}")
    if result.merged:
        lines.append(f"note: “{result.merged}” was already in use; both are one now")
    print_lines(*lines, err=True)


def _format_place(vault: Vault, read: TextReader, mention: Mention) -> str:
    path, span = mention
    starts = vault.notes[path].layout.line_starts if path in vault.notes else line_starts(read(path) or "")
    row, column = position(starts, span.start)
    return f"{path}:{row}:{column}"


def _format_count(number: int, thing: str, ending: str = "s") -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}{ending}"
