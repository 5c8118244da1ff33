"""A link names a picture or another file that does not exist.

## Why
An embed of it shows nothing. Files that are no notes are found by their whole name, ending included. Names that may
be missing are listed in the setting `ignore-targets`.

## Bad
    ![[map.png]]

## Good
    //- missing-attachment.md
    ![[map.png]]
    //- images/map.png
"""

from collections.abc import Iterator

from wikilsp.finding import Finding
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.targets import is_attachment, is_writable, missing, suggestions, wikilinks
from wikilsp.vault.vault import Vault
from wikilsp.wording import did_you_mean


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each wikilink to a file that is no note and is not there."""
    for link in missing(vault, wikilinks(vault, note)):
        if not is_attachment(link.path):
            continue
        near = [vault.shortest(path, note) for path in vault.near_files(link.path)]
        message = f"no file is named “{link.path}”{did_you_mean(*near[:1])}"
        yield Finding(link.path_span, message, suggestions(note, link.path_span, filter(is_writable, near)))


RULE = Rule("missing-attachment", Severity.WARNING, __doc__, check)
