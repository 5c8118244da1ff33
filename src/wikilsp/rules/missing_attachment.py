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

from wikilsp.note import Note
from wikilsp.rule import Finding, Rule
from wikilsp.settings import Severity
from wikilsp.targets import is_attachment, is_writable, missing, suggestion, wikilinks
from wikilsp.vault import Vault
from wikilsp.wording import did_you_mean


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each wikilink to a file that is no note and is not there."""
    for link in missing(vault, wikilinks(vault, note)):
        if not is_attachment(link.path):
            continue
        near = vault.nearest_file(link.path)
        name = vault.shortest(near, note) if near else None
        message = f"no file is named “{link.path}”{did_you_mean(name)}"
        fixes = suggestion(note, link.path_span, name) if name and is_writable(name) else ()
        yield Finding(link.path_span, message, fixes)


RULE = Rule("missing-attachment", Severity.WARNING, __doc__, check)
