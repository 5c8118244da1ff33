"""Wikilink with a percent-encoded target.

## Why
The target of a wikilink is read literally. Obsidian looks for a note with `%20` in its name, and finds none. Such links
usually come from Markdown links that were converted.

## Bad
    //- percent-encoded-link.md
    See [[Great%20Leap]].
    //- Great Leap.md

## Good
    //- percent-encoded-link.md
    See [[Great Leap]].
    //- Great Leap.md
"""

from collections.abc import Iterator

from wikilsp.finding import Finding, Fix
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.targets import is_writable, wikilinks
from wikilsp.vault.filenames import percent_decode
from wikilsp.vault.vault import Vault


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each wikilink that finds its note only when percent-decoded."""
    for link, resolution in wikilinks(vault, note):
        if resolution.how != "decoded":
            continue
        name = percent_decode(link.path)
        fix = Fix(f"Replace with “{name}”", safe=True, edits={note.path: (note.edit(link.path_span, name),)})
        fixes = (fix,) if is_writable(name) else ()
        yield Finding(link.path_span, f"link target “{link.path}” is percent-encoded; write “{name}”", fixes)


RULE = Rule("percent-encoded-link", Severity.HINT, __doc__, check, about=("wikilinks by encoded name",))
