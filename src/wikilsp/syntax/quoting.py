"""What is written into a note where YAML has quotes around it. Knows nothing of why it is written."""

import re

from wikilsp.syntax.facts import Facts
from wikilsp.syntax.yaml_nodes import escaped
from wikilsp.text import Edit, Span

_QUOTED = re.compile(r"""(?:\A|(?<=[\s:,\[{-]))(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')""", re.DOTALL)
_OPENING = re.compile(r"""(?:\A|[\s:,\[{-])(["'])""")
_MEANS_SOMETHING = re.compile(r"""["'\\]""")


def in_quotes(facts: Facts, edit: Edit) -> Edit:
    """Escape what would end or change the quoted scalar of the front matter in which the place of an edit lies."""
    if not _MEANS_SOMETHING.search(edit.content):
        return edit
    quote = _quote_around(facts, edit.span)
    return edit._replace(content=escaped(edit.content, quote)) if quote else edit


def _quote_around(facts: Facts, span: Span) -> str | None:
    """Give the quote that opens the scalar in which a place lies; None outside of quotes and of the front matter."""
    for made in facts.properties:
        if made.scope == "frontmatter" and made.value.span.start <= span.start < made.value.span.end:
            item = next((item for item in made.items if item.span.start <= span.start < item.span.end), made.value)
            opening = _OPENING.search(_QUOTED.sub("", item.text[: span.start - item.span.start]))
            return opening[1] if opening else None
    return None
