"""Finds block ids: at the ends of lines, and in properties."""

import re
from bisect import bisect_right

from wikilsp.syntax.facts import BlockId, Property
from wikilsp.syntax.properties import is_hidden
from wikilsp.text import Span, build

_ID = re.compile(r"\^([\w-]+)[ \t]*")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
# Scripts that are written without spaces, and the punctuation of Chinese and Japanese, but not wide digits.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\ua9e0-\ua9ff\uaa60-\uaa7f"  # Thai, Lao, Myanmar, Khmer
    "\u2e80-\u2fdf\u3000-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # Han and Kana
    "\uff00-\uff0f\uff1a-\uff20\uff66-\uff9f\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)


def block_id_at_end(text: str, line: Span, opaque: list[Span]) -> BlockId | None:
    """Return the block id at the end of a line, None if there is none. `opaque` are its opaque text and links."""
    start = text.rfind("^", *line)
    if start < 0:
        return None
    attached = start > line.start and text[start - 1] not in " \t"
    match = _ID.fullmatch(text, start, line.end)
    if not match or (attached and not (_UNSPACED.match(text, start - 1) or _is_end_of_link(text, start, opaque))):
        return None
    if is_hidden(opaque, start, start + 1):
        return None
    return BlockId(match[1], build(Span, (start, match.end(1))), attached=attached)


def ids_from_properties(properties: list[Property]) -> list[BlockId]:
    """Return the block ids among the properties, which Logseq writes."""
    return [
        BlockId(made.value.text, made.value.span, from_property=True)
        for made in properties
        if made.id == "id" and made.scope in ("page", "block") and _UUID.fullmatch(made.value.text)
    ]


def _is_end_of_link(text: str, offset: int, opaque: list[Span]) -> bool:
    """Whether a wikilink, an embed, a Markdown link or an image ends at an offset."""
    index = bisect_right(opaque, (offset, offset)) - 1
    if index < 0 or opaque[index].end != offset:
        return False
    # What follows the text of a Markdown link is opaque.
    start = opaque[index].start
    is_tail = text.startswith("]", start - 1) and (start == offset or text[start] in "([")
    return is_tail or text.startswith(("[[", "![["), start)
