"""Reference to a footnote that the note does not define.

## Why
The apps show the mark as text, and readers find no footnote. Usually the id is misspelled, or the text was moved
without the definition. Case does not matter. Only notes that define other footnotes are checked, and character classes
such as `[^a-z]+` are text.

## Bad
    The numbers differ.[^yang] Nobody counted.[^dikoetter]

    [^yang]: Tombstone, chapter 11.

## Good
    The numbers differ.[^yang] Nobody counted.[^dikoetter]

    [^yang]: Tombstone, chapter 11.
    [^dikoetter]: Famine, chapter 37.
"""

from collections.abc import Iterator
from functools import partial

from wikilsp.finding import Finding
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.suggestions import overwrite, similar_fragments, suggestions
from wikilsp.text import Span
from wikilsp.vault.vault import Vault
from wikilsp.wording import did_you_mean


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each reference to a footnote that is not defined."""
    for candidate in note.facts.candidates:
        if candidate.kind == RULE.code:
            span, written = candidate.span, candidate.text
            near = vault.fragments(note).near_footnotes(written)
            similar = similar_fragments(written, (footnote.id for footnote in near))
            hint = did_you_mean(*(f"[^{one.name}]" for one in similar[:1]))
            message = f"footnote “[^{written}]” is not defined in this note{hint}"
            id_span = Span(span.start + len("[^"), span.end - len("]"))
            yield Finding(span, message, suggestions(note, similar, partial(overwrite, note, id_span)))


RULE = Rule("missing-footnote", Severity.WARNING, __doc__, check)
