"""The block structure of a note, as markdown-it-py reads it."""

from bisect import bisect_right
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from wikilsp.syntax.blocks import MAX_DEPTH, Block, BlockKind, Item, Lines, Stretch, StretchKind
from wikilsp.syntax.openers import BLANK, MARKERS
from wikilsp.text import Span

_CONTAINERS = ("blockquote_open", "list_item_open")
_LEAVES: dict[str, BlockKind] = {
    "paragraph_open": "paragraph",
    "heading_open": "heading",
    "tr_open": "row",
    "code_block": "code",
    "fence": "fence",
    "html_block": "html",
}
_STRETCHES: dict[str, StretchKind] = {
    "blockquote_open": "quote",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "list_item_open": "item",
    "table_open": "table",
    "paragraph_open": "paragraph",
    "heading_open": "heading",
    "code_block": "code",
    "fence": "fence",
    "html_block": "html",
}
_BLANK_OR_MARKER = BLANK + ">-+*.)0123456789"

_parsers: dict[bool, MarkdownIt] = {}


def _parser(*, indented_code: bool) -> MarkdownIt:
    # Building one costs a few milliseconds and it keeps no state between texts, so each kind is built once.
    if indented_code not in _parsers:
        parser = MarkdownIt("commonmark", {"maxNesting": 2 * MAX_DEPTH + 2}).enable("table")
        # Reference definitions would vanish from the tokens, footnote texts among them.
        parser.disable(["reference", "inline"] if indented_code else ["reference", "inline", "code"])
        _parsers[indented_code] = parser
    return _parsers[indented_code]


def read_blocks(text: str, lines: Lines, start: int, *, indented_code: bool) -> Iterator[Block]:
    """Yield the blocks of a note that hold text, in order. `start` is where the body begins: at a line start or end."""
    first = bisect_right(lines.starts, start) - 1
    body = text[start:]
    if not body.rstrip(" \t").endswith(("\n", "\r")):
        # Where a text ends with the marker of a quote, markdown-it-py may look behind that.
        body += "\n"
    tokens = _parser(indented_code=indented_code).parse(body)
    return _Walk(text, lines, first).blocks(tokens)


def read_stretches(text: str, lines: Lines, start: int, *, indented_code: bool) -> Iterator[Stretch]:
    """Yield the lines of every block, one that holds others before these. `start` is as for `read_blocks`."""
    first = bisect_right(lines.starts, start) - 1
    for token in _parser(indented_code=indented_code).parse(text[start:]):
        kind = _STRETCHES.get(token.type)
        if kind and token.map:
            yield Stretch(kind, first + token.map[0], first + token.map[1])


class _Walk:
    """One pass over the tokens of a note."""

    def __init__(self, text: str, lines: Lines, first: int) -> None:
        self.text = text
        self.lines = lines
        self.first = first
        self.depth = 0
        self.items: list[Item] = []

    def blocks(self, tokens: list[Token]) -> Iterator[Block]:
        for index, token in enumerate(tokens):
            if token.type in _CONTAINERS:
                self.depth += 1
                yield from self._enter(token)
            elif token.type in ("blockquote_close", "list_item_close"):
                self.depth -= 1
                if token.type == "list_item_close":
                    self.items.pop()
            elif token.type in _LEAVES and self.depth <= MAX_DEPTH:
                content = tokens[index + 1].content if index + 1 < len(tokens) else ""
                yield self._block(_LEAVES[token.type], token, *self._rows(token), content)

    def _rows(self, token: Token) -> tuple[int, int]:
        first, end = token.map or (0, 0)
        return self.first + first, self.first + end

    def _enter(self, token: Token) -> Iterator[Block]:
        first, end = self._rows(token)
        if token.type == "list_item_open":
            same_line = self.items and self.items[-1].line == first
            self.items.append(Item(first, self.items[-1].depth + 1 if same_line else 0))
        if self.depth == MAX_DEPTH + 1:
            for row in range(first, end):
                content = self.text[self.lines.starts[row] : self.lines.ends[row]].lstrip(BLANK + ">")
                line = Span(self.lines.ends[row] - len(content), self.lines.ends[row])
                if content:
                    yield Block("paragraph", row, line, [line], None, nested=True)

    def _block(self, kind: BlockKind, token: Token, first: int, end: int, content: str) -> Block:
        item = self.items[-1] if self.items else None
        nested = self.depth > 0
        if kind == "paragraph":
            lines = self._content_lines(content, first, end)
            return Block(kind, first, Span(lines[0].start, lines[-1].end), lines, item, nested=nested)
        if kind == "heading":
            return self._heading(token, first, end, content, item)
        start = self.lines.starts[first]
        if kind == "row":
            start = self._row_start(first)
        whole = Span(start, max(start, self.lines.ends[end - 1]))
        return Block(kind, first, whole, [whole], item, nested=nested)

    def _content_lines(self, content: str, first: int, stop: int) -> list[Span]:
        r"""Find each line of a paragraph's content in the source rows `first` to `stop`.

        markdown-it-py cuts markers and indentation off and may turn a tab into blanks, so only what follows the leading
        blanks is the same in both. It is the end of the source line, but for the blanks cut off the last one.
        """
        rows = content.split("\n")
        # A first line of nothing but, say, no-break spaces is cut off as well.
        while len(rows) < stop - first and not self._line(first).strip(_BLANK_OR_MARKER):
            first += 1
        last = first + len(rows) - 1
        spans = [
            Span(self.lines.ends[number] - len(row.lstrip(" \t")), self.lines.ends[number])
            for number, row in enumerate(rows[:-1], first)
        ]
        end = self._trimmed_end(last)
        spans.append(Span(end - len(rows[-1].lstrip(" \t")), end))
        return spans

    def _heading(self, token: Token, first: int, end: int, content: str, item: Item | None) -> Block:
        level = int(token.tag[1:])
        setext = not token.markup.startswith("#")
        if setext:
            lines = self._content_lines(content, first, end - 1)
            start, row = lines[0].start, end - 1
        else:
            # Before the first `#` of its line stand markers of quotes and lists only, and none of those has one.
            start, row = self.text.index("#", self.lines.starts[first]), first
            rest = self.text[start + level : self.lines.ends[row]]
            at = start + level + len(rest) - len(rest.lstrip(BLANK))
            lines = [Span(at, at + len(content)) if content else Span(start + level, start + level)]
        stop = self._trimmed_end(row)
        return Block("heading", first, Span(start, stop), lines, item, level, setext, self.depth > 0)

    def _line(self, row: int) -> str:
        return self.text[self.lines.starts[row] : self.lines.ends[row]]

    def _trimmed_end(self, row: int) -> int:
        return self.lines.starts[row] + len(self._line(row).rstrip(BLANK))

    def _row_start(self, row: int) -> int:
        """Skip the markers before a table row; they are blanks unless the table stands in a quote or begins an item."""
        start, end = self.lines.starts[row], self.lines.ends[row]
        if not self.depth:
            return start
        marker = MARKERS.match(self.text, start, end)
        return marker.end() if marker else start
