"""The key or value that is being typed in front matter, and how a value is written there. Reads lines, not YAML."""

import re

from wikilsp.features.completion.items import TypedText
from wikilsp.features.completion.typed_property import TypedKey, TypedValue, piece_at, rest_of_key
from wikilsp.syntax.yaml_nodes import quoted
from wikilsp.text import Span

_KEY = re.compile(r"""(["']?)([^\s#\-:,\[\]{}"'&*!|>%@`][^:\r\n"']*?)\1:(?=[ \t\r\n]|\Z)""")
_ITEM = re.compile(r"[ \t]*-[ \t]+")
_IN_LIST = re.compile(r"[ \t]*(?:-[ \t].*|#.*)?")
_TYPED_KEY = re.compile(r"""(?:[^\s#\-:,\[\]{}"'&*!|>%@`][^:\r\n"'\[\]{},]*)?""")
_LINE = re.compile(r"([^\r\n]*)(?:\r\n?|\n|\Z)")
_BLOCK_SCALAR = ("|", ">")
_PLAIN = re.compile(r"[^\W_](?:[\w ./()+%@-]|:(?! )|(?<! )#)*(?<![ :])")


def typed_in_frontmatter(text: str, inside: Span, line: Span, offset: int) -> TypedKey | TypedValue | None:
    """Give what is being typed at `offset` of `text`, in this line of its front matter; None if that is no property."""
    if key := _KEY.match(text, line.start, line.end):
        if offset >= key.end():
            return _value(text, Span(key.end(), line.end), offset, key[2])
        start = key.start(2)
        return (
            TypedKey(TypedText(text[start:offset], Span(start, key.end(2))), "")
            if start <= offset <= key.end(2)
            else None
        )
    item = _ITEM.match(text, line.start, line.end)
    if item:
        name = _key_above(text, inside, line)
        return _value(text, Span(item.end(), line.end), offset, name) if name and offset >= item.end() else None
    rest = rest_of_key(text, offset, line.end)
    if not _TYPED_KEY.fullmatch(text, line.start, offset) or text[rest.end : line.end].strip():
        return None
    return TypedKey(TypedText(text[line.start : offset], Span(line.start, rest.end)), ": ")


def written(text: str) -> str:
    """Write a text as a scalar of YAML, in quotes where it needs them."""
    return text if _PLAIN.fullmatch(text) else quoted(text)


def _value(text: str, value: Span, offset: int, key: str) -> TypedValue | None:
    stripped = text[slice(*value)].lstrip()
    start = value.end - len(stripped)
    if stripped.startswith(_BLOCK_SCALAR):
        return None
    if stripped.startswith("[") and not stripped.startswith("[[") and offset > start:
        close = text.find("]", offset, value.end)
        value = Span(start + 1, close if close >= 0 else value.end)
    typed = piece_at(text, value, offset)
    mark = typed.text[:1] if typed.text[:1] in ("#", '"', "'") else ""
    placed = typed._replace(text=typed.text.removeprefix(mark), mark=mark)
    before = text[typed.span.start - 1]
    return TypedValue(placed, key, "" if before.isspace() or before == "[" else " ")


def _key_above(text: str, inside: Span, line: Span) -> str | None:
    """Give the key whose list the item on this line is in."""
    before = [found[1] for found in _LINE.finditer(text, inside.start, line.start)]
    for above in reversed(before):
        key = _KEY.match(above)
        if key and not above[key.end() :].strip():
            return key[2]
        if not _IN_LIST.fullmatch(above):
            return None
    return None
