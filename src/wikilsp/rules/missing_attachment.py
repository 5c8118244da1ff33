"""Link to an attachment that does not exist.

## Why
The link is broken, and an embed shows nothing. An attachment, such as an image or a PDF, is found by its full name,
including the extension. List names that may be missing in the setting `ignore-targets`.

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
from wikilsp.targets import is_attachment, is_writable, missing_links, suggestions, wikilinks
from wikilsp.vault.vault import Vault
from wikilsp.wording import did_you_mean


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each wikilink to a missing file that is not a note."""
    for link in missing_links(vault, wikilinks(vault, note)):
        if not is_attachment(link.path, vault.settings):
            continue
        similar = [vault.shortest(path, note) for path in vault.registry.near_files(link.path)]
        message = f"file “{link.path}” not found{did_you_mean(*similar[:1])}"
        yield Finding(link.path_span, message, suggestions(note, link.path_span, filter(is_writable, similar)))


RULE = Rule("missing-attachment", Severity.WARNING, __doc__, check)
