"""Parses the unfinished key or value at the cursor in front matter, line by line, since it is rarely valid YAML."""

import re

from wikilsp.features.completion.items import TypedText
from wikilsp.features.completion.typed_property import TypedKey, TypedValue, piece_at, rest_of_key
from wikilsp.syntax.yaml_nodes import quote_scalar
from wikilsp.text import Span

_KEY = re.compile(r"""(["']?)([^\s#\-:,\[\]{}"'&*!|>%@`][^:\r\n"']*?)\1:(?=[ \t\r\n]|\Z)""")
_ITEM = re.compile(r"[ \t]*-[ \t]+")
_IN_LIST = re.compile(r"[ \t]*(?:-[ \t].*|#.*)?")
_TYPED_KEY = re.compile(r"""(?:[^\s#\-:,\[\]{}"'&*!|>%@`][^:\r\n"'\[\]{},]*)?""")
_LINE = re.compile(r"([^\r\n]*)(?:\r\n?|\n|\Z)")
_BLOCK_SCALAR = ("|", ">")
_PLAIN = re.compile(r"[^\W_](?:[\w ./()+%@-]|:(?! )|(?<! )#)*(?<![ :])")


def parse_frontmatter_property(text: str, inside: Span, line: Span, offset: int) -> TypedKey | TypedValue | None:
    """Parse the unfinished key or value at `offset` on a line of the front matter; None if there is none.

    `inside` is the span of the front matter without its fences.
    """
    if key := _KEY.match(text, line.start, line.end):
        if offset >= key.end():
            return _parse_value(text, Span(key.end(), line.end), offset, key[2])
        start = key.start(2)
        return (
            TypedKey(TypedText(text[start:offset], Span(start, key.end(2))), "")
            if start <= offset <= key.end(2)
            else None
        )
    item = _ITEM.match(text, line.start, line.end)
    if item:
        name = _key_above(text, inside, line)
        return _parse_value(text, Span(item.end(), line.end), offset, name) if name and offset >= item.end() else None
    rest = rest_of_key(text, offset, line.end)
    if not _TYPED_KEY.fullmatch(text, line.start, offset) or text[rest.end : line.end].strip():
        return None
    return TypedKey(TypedText(text[line.start : offset], Span(line.start, rest.end)), ": ")


def write_scalar(text: str) -> str:
    """Return a text as a YAML scalar, quoted if necessary."""
    return text if _PLAIN.fullmatch(text) else quote_scalar(text)


def _parse_value(text: str, value: Span, offset: int, key: str) -> TypedValue | None:
    stripped = text[slice(*value)].lstrip()
    start = value.end - len(stripped)
    if stripped.startswith(_BLOCK_SCALAR):
        return None
    if stripped.startswith("[") and not stripped.startswith("[[") and offset > start:
        close = text.find("]", offset, value.end)
        value = Span(start + 1, close if close >= 0 else value.end)
    piece = piece_at(text, value, offset)
    mark = piece.text[:1] if piece.text[:1] in ("#", '"', "'") else ""
    typed_text = piece._replace(text=piece.text.removeprefix(mark), mark=mark)
    before = text[piece.span.start - 1]
    return TypedValue(typed_text, key, "" if before.isspace() or before == "[" else " ")


def _key_above(text: str, inside: Span, line: Span) -> str | None:
    """Return the key of the list that the item on this line belongs to."""
    before = [found[1] for found in _LINE.finditer(text, inside.start, line.start)]
    for above in reversed(before):
        key = _KEY.match(above)
        if key and not above[key.end() :].strip():
            return key[2]
        if not _IN_LIST.fullmatch(above):
            return None
    return None
