"""Markdown link or image to a file that does not exist.

## Why
The link is broken. wikilsp looks for the path in the note's own folder, then in the vault's root, and finally for any
file of that name in the vault. List names that may be missing in the setting `ignore-targets`.

## Bad
    See [the plan](plans/1958.md).

## Good
    //- missing-file.md
    See [the plan](plans/1958.md).
    //- plans/1958.md
    The second five-year plan.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from wikilsp.finding import Finding, Fix
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.syntax.facts import Link
from wikilsp.targets import file_links, missing_links, suggestions
from wikilsp.vault.vault import Vault
from wikilsp.wording import did_you_mean

_NOT_IN_DESTINATION = re.compile(r"[\s%#?&:()<>\\]")


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each destination without a file once, where it is written."""
    for link in missing_links(vault, file_links(vault, note)):
        similar = [posixpath.relpath(path, note.folder or ".") for path in vault.registry.near_files(link.path)]
        message = f"file “{link.path}” not found{did_you_mean(*similar[:1])}"
        yield Finding(link.path_span, message, tuple(_fixes(vault, note, link, similar)))


def _fixes(vault: Vault, note: Note, link: Link, similar: Iterable[str]) -> Iterator[Fix]:
    yield from suggestions(note, link.path_span, similar, _encode_destination)
    if new := vault.new_note_path(note, link.path, link.kind):
        yield Fix(f"Create note “{new}”", safe=False, create=(new,))


def _encode_destination(path: str) -> str:
    return _NOT_IN_DESTINATION.sub(lambda match: quote(match.group()), path)


RULE = Rule("missing-file", Severity.WARNING, __doc__, check)
