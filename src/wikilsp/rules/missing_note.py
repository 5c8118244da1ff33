"""A link names a note that does not exist.

## Why
A reader who follows it gets nowhere. Most often the name is misspelt, or the note was renamed or never written. Names
that may be missing are listed in the setting `ignore-targets`.

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
from wikilsp.targets import is_attachment, is_writable, missing, suggestions, wikilinks
from wikilsp.vault.vault import Vault
from wikilsp.wording import did_you_mean


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each wikilink to a note that no name, alias or folder answers to."""
    for link in missing(vault, wikilinks(vault, note)):
        if is_attachment(link.path):
            continue
        near = [vault.shortest(path, note) for path in vault.near_notes(link.path)]
        message = f"no note is named “{link.path}”{did_you_mean(*near[:1])}"
        yield Finding(link.path_span, message, tuple(_fixes(vault, note, link, near)))


def _fixes(vault: Vault, note: Note, link: Link, near: Iterable[str]) -> Iterator[Fix]:
    yield from suggestions(note, link.path_span, filter(is_writable, near))
    if new := vault.new_note_path(note, link):
        yield Fix(f"Create the note “{new}”", safe=False, create=(new,))


RULE = Rule("missing-note", Severity.WARNING, __doc__, check)
