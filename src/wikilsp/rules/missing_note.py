"""Link to a note that does not exist.

## Why
The link leads nowhere. Usually its name is misspelled, or the note was renamed or never written. List names that may be
missing in the setting `ignore-targets`. A name that is a date is reported by `missing-daily-note`.

## Bad
    See [[Nowhere]].

## Good
    See [[missing-note]].
"""

from collections.abc import Iterable, Iterator
from functools import partial

from wikilsp.finding import Finding, Fix
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.suggestions import Similar, best_name, overwrite, retarget, similar_files, suggestions
from wikilsp.syntax.facts import Link
from wikilsp.targets import is_writable, missing_notes, subject_of
from wikilsp.vault.vault import Vault
from wikilsp.wording import did_you_mean


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each wikilink that matches no note by path, name or alias, and no folder, and names no daily note."""
    for link in missing_notes(vault, note):
        if block := _block_meant(vault, note, link):
            hint, fixes = did_you_mean(block.name), suggestions(note, [block], partial(overwrite, note, link.path_span))
        else:
            near = vault.registry.near_notes(link.path)
            similar = similar_files(vault, note, link, near, partial(vault.shortest, source=note))
            hint, fixes = did_you_mean(best_name(similar)), tuple(_fixes(vault, note, link, similar))
        yield Finding(link.path_span, f"note “{link.path}” not found{hint}", fixes, subject=subject_of(link))


def _fixes(vault: Vault, note: Note, link: Link, similar: Iterable[Similar]) -> Iterator[Fix]:
    writable = (one for one in similar if is_writable(one.name))
    yield from suggestions(note, writable, partial(retarget, vault, note, link))
    if new := vault.new_note_path(note, link.path, link.kind):
        yield Fix(f"Create note “{new}”", safe=False, create=(new,))


def _block_meant(vault: Vault, note: Note, link: Link) -> Similar | None:
    """Return `note#^id` for the target `note^id`, if that block exists."""
    name, caret, block = link.path.rpartition("^")
    if not caret or link.headings or link.block:
        return None
    target = vault.notes.get(vault.resolve_text(note, name.rstrip()).target or "")
    is_block = target and target.is_read and vault.fragments(target).block(block)
    return Similar(f"{name}#^{block}", is_sure=True) if is_block else None


RULE = Rule("missing-note", Severity.WARNING, __doc__, check, about=("wikilinks to no note",))
