"""textDocument/semanticTokens: full, range and delta."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from lsprotocol import types as lsp

from wikilsp.features.tokens import TOKEN_TYPES, Token, semantic_tokens
from wikilsp.server.convert import EncodedText
from wikilsp.server.wiki_server import NoteContext, WikiServer
from wikilsp.text import Span

# Standard types, because editors have no colors for our own.
_TOKEN_TYPES = {
    "path": lsp.SemanticTokenTypes.Class,
    "heading": lsp.SemanticTokenTypes.Property,
    "block": lsp.SemanticTokenTypes.Property,
    "label": lsp.SemanticTokenTypes.String,
    "tag": lsp.SemanticTokenTypes.Decorator,
    "key": lsp.SemanticTokenTypes.Variable,
    "value": lsp.SemanticTokenTypes.String,
}
_TYPES = list(dict.fromkeys(str(_TOKEN_TYPES[name].value) for name in TOKEN_TYPES))
_UNRESOLVED = "unresolved"
"""The only modifier. LSP has none for links without a target, so editors need a color for it."""


def legend() -> lsp.SemanticTokensLegend:
    """Return the token types and the modifier of links without a target."""
    return lsp.SemanticTokensLegend(_TYPES, [_UNRESOLVED])


def full(ls: WikiServer, context: NoteContext, _params: lsp.SemanticTokensParams) -> lsp.SemanticTokens:
    """Return the tokens of a note."""
    data = _tokens(context, None)
    _store(ls, context, data)
    return lsp.SemanticTokens(data, _id(data))


def delta(
    ls: WikiServer, context: NoteContext, params: lsp.SemanticTokensDeltaParams
) -> lsp.SemanticTokens | lsp.SemanticTokensDelta:
    """Return how the tokens of a note have changed since the last request, or all if that is no longer known."""
    before = ls.last_tokens.get(_path(context))
    data = _tokens(context, None)
    _store(ls, context, data)
    if before is None or _id(before) != params.previous_result_id:
        return lsp.SemanticTokens(data, _id(data))
    return lsp.SemanticTokensDelta(_edits(before, data), _id(data))


def in_range(_ls: WikiServer, context: NoteContext, params: lsp.SemanticTokensRangeParams) -> lsp.SemanticTokens:
    """Return the tokens in a range of a note."""
    return lsp.SemanticTokens(_tokens(context, params.range))


def _store(ls: WikiServer, context: NoteContext, data: list[int]) -> None:
    """Store the tokens of an open note for the next delta."""
    if context.note.path in context.vault.buffers:
        ls.last_tokens[_path(context)] = data


def _path(context: NoteContext) -> Path:
    return context.vault.root / context.note.path


def _tokens(context: NoteContext, range_: lsp.Range | None) -> list[int]:
    vault, note, text = context
    within = text.span(range_) if range_ else Span(0, len(text.content))
    tokens = semantic_tokens(vault.vault, note, text.content)
    return _encode([token for token in tokens if token.span.start < within.end and token.span.end > within.start], text)


def _encode(tokens: Sequence[Token], text: EncodedText) -> list[int]:
    """Encode tokens as LSP has them: five numbers each, positions relative to the previous token."""
    data: list[int] = []
    row = column = 0
    for token in tokens:
        start, end = text.position(token.span.start), text.position(token.span.end)
        kind = _TYPES.index(str(_TOKEN_TYPES[token.type].value))
        ahead = start.character - (column if start.line == row else 0)
        data += (start.line - row, ahead, end.character - start.character, kind, int(token.unresolved))
        row, column = start.line, start.character
    return data


def _edits(before: list[int], now: list[int]) -> list[lsp.SemanticTokensEdit]:
    """Return the edit that turns the numbers `before` into `now`, from the first difference to the last, if any."""
    if before == now:
        return []
    shorter = min(len(before), len(now))
    head = next((at for at in range(shorter) if before[at] != now[at]), shorter)
    tail = 0
    while tail < shorter - head and before[-1 - tail] == now[-1 - tail]:
        tail += 1
    return [lsp.SemanticTokensEdit(head, len(before) - tail - head, now[head : len(now) - tail])]


def _id(data: list[int]) -> str:
    return hashlib.sha1(repr(data).encode(), usedforsecurity=False).hexdigest()
