"""Note too large to check, or a part of it.

## Why
Other notes can still link to a note that is larger than the setting `files.max-size`, but nothing in it is checked: no
links, properties or headings. Split the note, exclude it with the setting `exclude`, or raise the setting.

To keep every note fast to check, there are limits inside a note as well:

- Front matter with more than 25,000 line ends, commas, colons, hyphens and brackets is not read.
- A value with more than 10,000 commas is not read as a list.
- Each rule reports at most 5,000 findings in a note, and a note with more is not fixed.
- `mojibake` looks at 10,000 places in a note.
- In a note with tens of thousands of blocks, constructs that are slow to tell apart are guessed, such as a list item
  that may be the head of a table.

## Bad
    //- large-note.md (6 MB)

## Good
    //- large-note.md (4 MB)
"""

from collections.abc import Iterator

from wikilsp.finding import Finding
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.syntax.limits import MOST_FINDINGS, MOST_ITEMS, MOST_MARKS, MOST_MOJIBAKE
from wikilsp.text import Span
from wikilsp.vault.vault import Vault

_MESSAGES = {
    "blocks": "note has too many blocks to tell them all apart for sure; split it",
    "front matter": f"front matter is too large to read (more than {MOST_MARKS:,} line ends, commas, colons, hyphens "
    "and brackets); shorten it",
    "items": f"value is too long to be read as a list (more than {MOST_ITEMS:,} commas); shorten it",
    "mojibake": f"more than {MOST_MOJIBAKE:,} places may be mojibake, and the others are not checked; convert the file",
}
"""By what the candidate says was not read."""


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report a note that was not read because of its size, and each part of a note that was not."""
    if note.oversize is not None:
        remedy = f"split it, or raise “files.max-size” ({vault.settings.max_size:,})"
        yield Finding(Span(0, 0), f"note is too large to check ({note.oversize:,} bytes); {remedy}")
    for candidate in note.facts.candidates:
        if candidate.kind == "large-note":
            yield Finding(candidate.span, _MESSAGES[candidate.text])


def cut(code: str, first: Finding) -> Finding:
    """Return the finding that a rule has too many findings in a note to report them all, from `first` on."""
    return Finding(first.span, f"“{code}” has more than {MOST_FINDINGS:,} findings in this note; split the note")


RULE = Rule("large-note", Severity.WARNING, __doc__, check, about=("size beyond the limit",))
