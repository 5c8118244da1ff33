"""A Markdown link or image names a file that does not exist.

## Why
A reader who follows it gets nowhere. The path counts from the note's own folder, else from the vault's root; a file
of that name elsewhere in the vault is found as well. Names that may be missing are listed in the setting
`ignore-targets`.

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
from wikilsp.targets import file_links, missing, suggestions
from wikilsp.vault.vault import Vault
from wikilsp.wording import did_you_mean

_NOT_IN_DESTINATION = re.compile(r"[\s%#?&:()<>\\]")


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each destination that is no file, once: where it is written."""
    for link in missing(vault, file_links(vault, note)):
        near = [posixpath.relpath(path, note.folder or ".") for path in vault.near_files(link.path)]
        message = f"there is no file “{link.path}”{did_you_mean(*near[:1])}"
        yield Finding(link.path_span, message, tuple(_fixes(vault, note, link, near)))


def _fixes(vault: Vault, note: Note, link: Link, near: Iterable[str]) -> Iterator[Fix]:
    yield from suggestions(note, link.path_span, near, _as_destination)
    if new := vault.new_note_path(note, link):
        yield Fix(f"Create the note “{new}”", safe=False, create=(new,))


def _as_destination(path: str) -> str:
    return _NOT_IN_DESTINATION.sub(lambda match: quote(match.group()), path)


RULE = Rule("missing-file", Severity.WARNING, __doc__, check)
