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
from functools import partial

from wikilsp.finding import Finding
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.suggestions import best_name, retarget, similar_files, suggestions
from wikilsp.targets import is_attachment, is_writable, missing_links, subject_of, wikilinks
from wikilsp.vault.vault import Vault
from wikilsp.wording import did_you_mean


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each wikilink to a missing file that is not a note."""
    for link in missing_links(vault, note, wikilinks(vault, note)):
        if not is_attachment(link.path, vault.settings):
            continue
        near = vault.registry.near_files(link.path)
        similar = similar_files(vault, note, link, near, partial(vault.shortest, source=note))
        message = f"file “{link.path}” not found{did_you_mean(best_name(similar))}"
        writable = (one for one in similar if is_writable(one.name))
        fixes = suggestions(note, writable, partial(retarget, vault, note, link))
        yield Finding(link.path_span, message, fixes, subject=subject_of(link))


RULE = Rule("missing-attachment", Severity.WARNING, __doc__, check, about=("wikilinks to no attachment",))
