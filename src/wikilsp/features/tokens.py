"""What is coloured in a note: the parts of links, tags, properties. Says what a thing is, not how it looks."""

import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from wikilsp.note import Note
from wikilsp.syntax.facts import Definition, Link
from wikilsp.targets import missing, note_behind
from wikilsp.text import Span
from wikilsp.vault.vault import Vault

TokenType = Literal["path", "heading", "block", "label", "tag", "key", "value"]
TOKEN_TYPES: tuple[TokenType, ...] = ("path", "heading", "block", "label", "tag", "key", "value")

_LINE = re.compile(r"[^\r\n]+")


class Token(NamedTuple):
    """A piece of one line. `unresolved` is a part of a link that leads nowhere."""

    span: Span
    type: TokenType
    unresolved: bool = False


def semantic_tokens(vault: Vault, note: Note, text: str) -> list[Token]:
    """Give the tokens of a note in order; no two of them overlap, and none of them crosses a line."""
    # Where two are of one place, the later is the one that is seen: a tag that is a value is a tag.
    found: list[Token] = []
    for made in note.facts.properties:
        found.append(Token(made.key_span, "key"))
        found += (Token(item.span, "value") for item in made.items)
    for link in note.facts.links:
        found += _link(vault, note, link)
    for definition in note.facts.definitions:
        found += _definition(vault, note, definition)
    found += (Token(tag.span, "tag") for tag in note.facts.tags)
    return [
        token._replace(span=Span(*line.span()))
        for token in _side_by_side(found, len(text))
        for line in _LINE.finditer(text, *token.span)
    ]


def _link(vault: Vault, note: Note, link: Link) -> Iterator[Token]:
    if link.label_span:
        yield Token(link.label_span, "label")
    # The other parts of a link by reference stand at its definition.
    if link.reference is not None:
        return
    found = vault.resolve(note, link)
    target = None if link.quiet else note_behind(vault, link, found)
    yield Token(link.path_span, "path", not link.quiet and any(missing(vault, [(link, found)])))
    is_missing = bool(link.headings and target and not _has_heading(vault, target, link))
    yield from (Token(span, "heading", is_missing) for span in link.heading_spans)
    if link.block_span:
        yield Token(link.block_span, "block", target is not None and not vault.fragments(target).block(link.block))


def _has_heading(vault: Vault, target: Note, link: Link) -> bool:
    if link.kind in ("link", "image"):
        return vault.fragments(target).has_anchor(link)
    return vault.fragments(target).heading(link.headings) is not None


def _definition(vault: Vault, note: Note, definition: Definition) -> Iterator[Token]:
    yield Token(definition.label_span, "label")
    if definition.link:
        yield from _link(vault, note, definition.link)


def _side_by_side(tokens: Iterable[Token], end: int) -> Iterator[Token]:
    """Cut each token that holds others into the pieces around them. `end` is that of the text."""
    done, around = 0, list[Token]()
    for token in [
        *sorted(tokens, key=lambda token: (token.span.start, -token.span.end)),
        Token(Span(end, end), "value"),
    ]:
        while around:
            holder = around[-1].span
            piece = Span(max(holder.start, done), min(holder.end, token.span.start))
            if piece.start < piece.end:
                yield around[-1]._replace(span=piece)
                done = piece.end
            if holder.end > token.span.start:
                break
            around.pop()
        around.append(token)
