"""Link to a note that does not exist.

## Why
The link leads nowhere. Usually its name is misspelled, or the note was renamed or never written. List names that may be
missing in the setting `ignore-targets`.

## Bad
    See [[Nowhere]].

## Good
    See [[missing-note]].
"""

from collections.abc import Iterable, Iterator

from wikilsp.finding import Finding, Fix
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.syntax.facts import Link
from wikilsp.targets import is_attachment, is_writable, missing_links, suggestions, wikilinks
from wikilsp.vault.vault import Vault
from wikilsp.wording import did_you_mean


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each wikilink that matches no note by path, name or alias, and no folder."""
    for link in missing_links(vault, wikilinks(vault, note)):
        if is_attachment(link.path, vault.settings):
            continue
        similar = [vault.shortest(path, note) for path in vault.registry.near_notes(link.path)]
        message = f"note “{link.path}” not found{did_you_mean(*similar[:1])}"
        yield Finding(link.path_span, message, tuple(_fixes(vault, note, link, similar)))


def _fixes(vault: Vault, note: Note, link: Link, similar: Iterable[str]) -> Iterator[Fix]:
    yield from suggestions(note, link.path_span, filter(is_writable, similar))
    if new := vault.new_note_path(note, link.path, link.kind):
        yield Fix(f"Create note “{new}”", safe=False, create=(new,))


RULE = Rule("missing-note", Severity.WARNING, __doc__, check)
