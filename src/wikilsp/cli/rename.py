"""`wikilsp rename`: renames notes, folders, attachments, headings, blocks, tags and keys, with every link to them."""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, partial
from pathlib import Path

import click

from wikilsp.cli.loading import load_all
from wikilsp.cli.output import print_diff, say
from wikilsp.cli.signals import ended_by_signals
from wikilsp.cli.vaults import root_of, settings_of, warn, warn_if_interrupted
from wikilsp.disk.note_text import read_text
from wikilsp.disk.write import WriteError, check_places, check_writable, write
from wikilsp.features.answers import Read
from wikilsp.features.rename import (
    RenameRefused,
    RenameResult,
    check_characters,
    renamed_block,
    renamed_file,
    renamed_heading,
    renamed_key,
    renamed_tag,
)
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.note import Note
from wikilsp.report.diff import diff, diff_name
from wikilsp.syntax.facts import BlockId, Heading
from wikilsp.syntax.keys import key_id
from wikilsp.syntax.parse import parse
from wikilsp.text import Span
from wikilsp.vault.edit_guard import MisplacedError, check_edits
from wikilsp.vault.names import NOTE_EXTENSIONS, is_note, joined, without_extension
from wikilsp.vault.problem import Problem
from wikilsp.vault.unread import staleness, unread_files
from wikilsp.vault.vault import Vault
from wikilsp.wording import did_you_mean


@click.command("rename", short_help="Rename a note, folder, heading, tag or key, with every link to it.")
@click.argument("old", metavar="FROM")
@click.argument("new", metavar="TO")
@click.option("--title", is_flag=True, help="Let the first heading of a note follow, if it is the note's old name.")
@click.option(
    "--force",
    is_flag=True,
    help="Rename although some notes could not be read, and replace notes that have other names (hard links).",
)
@click.option("--dry-run", is_flag=True, help="Print what would change, as a diff, and change nothing.")
@click.pass_context
def command(ctx: click.Context, *, old: str, new: str, title: bool, force: bool, dry_run: bool) -> None:
    """Rename FROM to TO in the vault that the current folder lies in, with every link to it.

    FROM and TO are paths from the root of the vault, of notes (.md may be left out), attachments or folders; or
    “note#heading”, “note#^block”, “#tag”, “key::”. A tag takes along the tags below it. If the rename is refused,
    nothing changes and the exit status is 1.
    """
    ctx.with_resource(ended_by_signals())
    root = root_of(Path(), set()).path
    if warn_if_interrupted(root, is_error=not dry_run) and not dry_run:
        ctx.exit(1)
    vault, nested, problems, *_ = load_all(root, settings_of(root))
    unknown = unread_files(vault, problems)
    read = cache(partial(read_text, root))
    try:
        if not force:
            _check_read(unknown)
        outcome = _renamed(vault, old, new, read, title=title)
        _check_stays(outcome, nested)
        changed = {path: _text(vault, path, read) for path in outcome.changes.edits}
        for path, edits in outcome.changes.edits.items():
            check_edits(vault.notes[path], changed[path], edits)
        if dry_run:
            check_places(root, outcome.changes)
            check_writable(root, outcome.changes.edits, force=force)
            print_diff(_shown(outcome, changed))
        else:
            write(root, outcome.changes, changed, force=force)
            say(_summary(outcome))
    except (RenameRefused, WriteError, MisplacedError) as error:
        say(f"error: {error}", err=True)
        ctx.exit(1)
    warn(root, (Problem(*one) for one in unknown.items() if one not in problems))
    _tell(vault, outcome)
    ctx.exit(int(bool(outcome.skipped or unknown)))


def _renamed(vault: Vault, old: str, new: str, read: Read, *, title: bool) -> RenameResult:
    """Rename what `old` means."""
    check_characters(new)
    graph = Graph(vault)
    if old.startswith("#"):
        return renamed_tag(graph, Usages(vault.notes.values()), old, new, read)
    if old.endswith("::"):
        return renamed_key(graph, Usages(vault.notes.values()), key_id(old.removesuffix("::").strip()), new, read)
    path = _path(vault, old)
    if path is None and "#" in old:
        return _renamed_inside(graph, old, new, read)
    if path is None:
        raise RenameRefused(f"there is no note, folder or attachment “{old}”{_near(vault, old)}")
    return renamed_file(graph, path, _new_path(vault, path, new), read, title=title)


def _check_read(unknown: Mapping[str, str]) -> None:
    """See that no links go stale, since nobody knows of them."""
    if unknown:
        raise RenameRefused(f"{staleness(unknown)}; see to that first, or use “--force”")


def _check_stays(outcome: RenameResult, nested: Iterable[str]) -> None:
    """See that nothing moves into a vault of its own below this one, where no link of this one leads."""
    for path in outcome.changes.moves.values():
        for folder in nested:
            if path.startswith(f"{folder}/"):
                raise RenameRefused(f"“{folder}” is a vault of its own, so no link of this one could lead to “{path}”")


def _path(vault: Vault, text: str) -> str | None:
    """Give the path of the note, attachment or folder that is written so; None if there is none."""
    # A keyboard gives “é” as one character, some file systems have it as two.
    spellings = (text, unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text))
    return next(filter(None, (_spelled_path(vault, spelling) for spelling in spellings)), None)


def _spelled_path(vault: Vault, text: str) -> str | None:
    path = text.removeprefix("./").removesuffix("/")
    notes = [path, *(f"{path}{extension}" for extension in NOTE_EXTENSIONS)]
    found = [other for other in notes if other in vault.notes or other in vault.files]
    folders = [path] if vault.registry.has_folder(path) else []
    if text.endswith("/") or not found:
        return next(iter(folders), None)
    if folders and found[0] != path:
        raise RenameRefused(f"“{text}” may mean the note “{found[0]}” or the folder “{path}/”; write one of these")
    return found[0]


def _new_path(vault: Vault, old: str, text: str) -> str:
    """Give the path that a note, attachment or folder is to have."""
    path = joined("", text)
    if path is None or text.startswith("/"):
        raise RenameRefused(f"“{text}” lies outside the vault; give a path from its root, without “/” in front")
    if vault.registry.has_folder(old):
        return path
    name = old.rpartition("/")[2]
    if text.endswith("/"):
        return f"{path}/{name}" if path else name
    return f"{path}{name[len(without_extension(name)) :]}" if is_note(old) and not is_note(path) else path


def _near(vault: Vault, name: str) -> str:
    return did_you_mean(next(iter(vault.registry.near_notes(name)), None))


def _renamed_inside(graph: Graph, old: str, new: str, read: Read) -> RenameResult:
    """Rename a heading or a block, which stays in its note."""
    name, _, inside = old.partition("#")
    path = _path(graph.vault, name)
    note = graph.vault.notes.get(path or "")
    if note is None:
        raise RenameRefused(f"there is no note “{name}”{_near(graph.vault, name)}")
    new_name, mark, new_inside = new.partition("#")
    if not mark or (new_name and _path(graph.vault, new_name) != path):
        raise RenameRefused(f"“{new}” is not in “{note.path}”: write TO as “{name}#new name”")
    found = _find(graph.vault, note, inside)
    if found is None:
        raise RenameRefused(f"“{note.path}” has no heading or block “{inside}”")
    if isinstance(found, Heading):
        return renamed_heading(graph, note, found, new_inside, read)
    return renamed_block(graph, note, found, new_inside, read)


def _find(vault: Vault, note: Note, inside: str) -> Heading | BlockId | None:
    fragments = vault.fragments(note)
    return fragments.block(inside[1:]) if inside.startswith("^") else fragments.heading(inside.split("#"))


def _text(vault: Vault, path: str, read: Read) -> str:
    """Give the text of a note, if that is still the one in which the places to change were found."""
    text = read(path)
    if text is None or parse(text, vault.settings.dialect) != vault.notes[path].facts:
        raise RenameRefused(f"“{path}” has changed since it was read; try again")
    return text


# Telling


def _shown(outcome: RenameResult, texts: dict[str, str]) -> str:
    names = ((diff_name(old), diff_name(new)) for old, new in outcome.changes.moves.items())
    moves = (f"rename from {old}\nrename to {new}\n" for old, new in names)
    edits = (diff(path, texts[path], made) for path, made in outcome.changes.edits.items())
    return "".join((*moves, *edits))


def _summary(outcome: RenameResult) -> str:
    edits = sum(map(len, outcome.changes.edits.values()))
    notes = len(outcome.changes.edits)
    moves = "".join(f"renamed {old} to {new}; " for old, new in outcome.changes.moves.items())
    return f"{moves}changed {_count(edits, 'place')} in {_count(notes, 'note')}"


def _tell(vault: Vault, outcome: RenameResult) -> None:
    """Say on the error output what else there is to know."""
    lines = [f"warning: {path}: something in it had to change, but it is not valid UTF-8" for path in outcome.skipped]
    lines += (f"warning: {_place(vault, *mention)}: this link leads elsewhere now" for mention in outcome.lost)
    lines += (
        f"note: {_place(vault, *mention)}: this link led nowhere, and leads to something now"
        for mention in outcome.found
    )
    if outcome.merged:
        lines.append(f"note: “{outcome.merged}” was in use already; both are one now")
    say(*lines, err=True)


def _place(vault: Vault, path: str, span: Span) -> str:
    row, column = vault.notes[path].position(span.start)
    return f"{path}:{row}:{column}"


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
