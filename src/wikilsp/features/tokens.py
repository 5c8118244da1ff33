"""Semantic tokens: the parts of links, tags and properties, for an editor to color."""

import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from wikilsp.note import Note
from wikilsp.syntax.facts import Definition, Link
from wikilsp.targets import FragmentPart, missing_links, note_without
from wikilsp.text import Span
from wikilsp.vault.vault import Vault

TokenType = Literal["path", "heading", "block", "label", "tag", "key", "value"]
TOKEN_TYPES: tuple[TokenType, ...] = ("path", "heading", "block", "label", "tag", "key", "value")

_LINE = re.compile(r"[^\r\n]+")


class Token(NamedTuple):
    """A span within one line. `unresolved` marks a part of a link that leads nowhere."""

    span: Span
    type: TokenType
    unresolved: bool = False


def semantic_tokens(vault: Vault, note: Note, text: str) -> list[Token]:
    """Return the tokens of a note in order. No two of them overlap, and none crosses a line end."""
    # Of two tokens with the same span, the later one wins: a tag in a value is a tag.
    found: list[Token] = []
    for prop in note.facts.properties:
        found.append(Token(prop.key_span, "key"))
        found += (Token(item.span, "value") for item in prop.items)
    for link in note.facts.links:
        found += _link_tokens(vault, note, link)
    for definition in note.facts.definitions:
        found += _definition_tokens(vault, note, definition)
    found += (Token(tag.span, "tag") for tag in note.facts.tags)
    return [
        token._replace(span=Span(*line.span()))
        for token in _split_overlapping(found, len(text))
        for line in _LINE.finditer(text, *token.span)
    ]


def _link_tokens(vault: Vault, note: Note, link: Link) -> Iterator[Token]:
    if link.label_span:
        yield Token(link.label_span, "label")
    # The other parts of a link by reference are at its definition.
    if link.reference is not None:
        return
    found = vault.resolve(note, link)
    yield Token(link.path_span, "path", not link.quiet and any(missing_links(vault, note, [(link, found)])))
    is_anchor = link.kind in ("link", "image")
    if link.headings:
        part: FragmentPart = "anchor" if is_anchor else "heading"
        is_missing = not link.quiet and note_without(vault, link, found, part) is not None
        yield from (Token(span, "heading", is_missing) for span in link.heading_spans)
    for end in link.to_blocks:
        if end.block_span:
            is_missing = not link.quiet and note_without(vault, end, found, "block") is not None
            yield Token(end.block_span, "block", is_missing)


def _definition_tokens(vault: Vault, note: Note, definition: Definition) -> Iterator[Token]:
    yield Token(definition.label_span, "label")
    if definition.link:
        yield from _link_tokens(vault, note, definition.link)


def _split_overlapping(tokens: Iterable[Token], end: int) -> Iterator[Token]:
    """Split each token that contains others into the pieces around them. `end` is the length of the text."""
    done, outer = 0, list[Token]()
    for token in [
        *sorted(tokens, key=lambda token: (token.span.start, -token.span.end)),
        Token(Span(end, end), "value"),
    ]:
        while outer:
            holder = outer[-1].span
            piece = Span(max(holder.start, done), min(holder.end, token.span.start))
            if piece.start < piece.end:
                yield outer[-1]._replace(span=piece)
                done = piece.end
            if holder.end > token.span.start:
                break
            outer.pop()
        outer.append(token)
