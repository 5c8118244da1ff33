"""Reads reference definitions: `[label]: destination "title"` at the start of a paragraph."""

import re

from msgspec import structs

from wikilsp.syntax.destination import local_link
from wikilsp.syntax.facts import Definition, Link
from wikilsp.syntax.scope import Scope
from wikilsp.text import Span

_DEFINITION = re.compile(
    r"""\[(?!\^)((?:[^\[\]\\\s]|\\.)(?:[^\[\]\\]|\\.)*)\]:[ \t]*"""
    r"""(?:<([^<>\n\r]*)>|([^\s<]\S*))"""
    r"""(?:[ \t]+(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\)))?[ \t]*"""
)
_MARK = re.compile(r"\]:")
_FOOTER_BEGIN, _FOOTER_END = "//begin", "//end"


def label_key(label: str) -> str:
    """Return the normalized form in which reference labels are compared."""
    return " ".join(label.split()).casefold()


def may_hold_definitions(text: str) -> bool:
    """Whether a text has a `]:`. `re` finds it in half the time that `in` takes."""
    return _MARK.search(text) is not None


def read_definitions(scope: Scope, lines: list[Span]) -> list[Definition]:
    """Return the definitions at the start of a paragraph, one per line, up to the first line that is not one."""
    found = []
    for line in lines:
        match = _DEFINITION.fullmatch(scope.text, *line)
        if not match:
            break
        group = 2 if match[2] is not None else 3
        destination = Span(*match.span(group))
        link = local_link("link", destination, scope, destination)
        found.append(Definition(match[1], line, Span(*match.span(1)), link))
    return found


def label_of_use(text: str, opener: int, pos: int, limit: int) -> tuple[str, int]:
    """Return the label that the brackets from `opener` to `pos` use, and the offset after the use, up to `limit`.

    In `[text][label]` that is the second one, unless it is empty.
    """
    label, after = text[opener + 1 : pos], pos + 1
    if text.startswith("[", after):
        close = text.find("]", after + 1, limit)
        if close >= 0:
            label, after = text[after + 1 : close] or label, close + 1
    return label, after


def link_by(
    definition: Definition, text: str, span: Span, label_span: Span, *, image: bool, quiet: bool
) -> Link | None:
    """Return the link at a span of `text` that uses a definition, None if its destination is external."""
    if definition.link is None:
        return None
    return structs.replace(
        definition.link,
        kind="image" if image else "link",
        span=span,
        label=text[slice(*label_span)],
        label_span=label_span,
        reference=definition.label,
        quiet=quiet or definition.link.quiet,
    )


def drop_footers(definitions: list[Definition]) -> list[Definition]:
    """Return the definitions without those between `[//begin]` and `[//end]`.

    Foam generates these for other programs. They repeat the wikilinks of the note.
    """
    kept, generated = [], False
    for definition in definitions:
        generated = generated or definition.label == _FOOTER_BEGIN
        if not generated:
            kept.append(definition)
        generated = generated and definition.label != _FOOTER_END
    return kept
