"""What is written into a note where YAML has quotes around it. Knows nothing of why it is written."""

import re

from wikilsp.features.answers import Read
from wikilsp.features.rename.texts import text_of
from wikilsp.note import Note
from wikilsp.text import Edit, Span

_OPENING = re.compile(r"""(?:\A|[\s:,\[{-])(["'])""")


def in_quotes(note: Note, edit: Edit, read: Read) -> Edit:
    """Write a single quote twice where the place of the edit is in single quotes of the front matter."""
    if "'" not in edit.content or _quote_around(note, edit.span, read) != "'":
        return edit
    return edit._replace(content=edit.content.replace("'", "''"))


def _quote_around(note: Note, span: Span, read: Read) -> str | None:
    """Give the quote that opens the YAML scalar in which a place lies; None outside of the front matter."""
    for made in note.facts.properties:
        if made.scope == "frontmatter" and made.value.span.start <= span.start < made.value.span.end:
            holding = [item.span for item in made.items if item.span.start <= span.start < item.span.end]
            start = holding[0].start if holding else made.value.span.start
            opening = _OPENING.search(text_of(note, read)[start : span.start])
            return opening[1] if opening else None
    return None
