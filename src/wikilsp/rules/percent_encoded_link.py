"""A wikilink is written with percent signs, as in a web address.

## Why
In double brackets a name is written as it is. Obsidian looks for a note that really has `%20` in its name and finds
none. Such links mostly come from a Markdown link that was rewritten.

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
from wikilsp.text import Edit
from wikilsp.vault.filenames import percent_decoded
from wikilsp.vault.vault import Vault


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each wikilink that finds its note only after percent-decoding."""
    for link, found in wikilinks(vault, note):
        if found.how != "decoded":
            continue
        name = percent_decoded(link.path)
        fix = Fix(f"Write “{name}”", safe=True, edits={note.path: (Edit(link.path_span, name),)})
        fixes = (fix,) if is_writable(name) else ()
        yield Finding(link.path_span, f"“{link.path}” is percent-encoded; in double brackets write “{name}”", fixes)


RULE = Rule("percent-encoded-link", Severity.HINT, __doc__, check)
