"""The block structure of a note, as markdown-it-py reads it."""

from bisect import bisect_right
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.rules_block import StateBlock, heading, lheading, paragraph, table
from markdown_it.token import Token

from wikilsp.syntax.blocks import MAX_DEPTH, Block, BlockKind, BlockSpan, Lines, ListItem, StretchKind
from wikilsp.syntax.openers import BLANK, heading_text
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
_INTERRUPTING = ["paragraph", "reference"]
# The rules whose blocks have running text in their lines, and what they may end.
_PLACED: tuple[tuple[str, RuleFuncBlockType, list[str]], ...] = (
    ("paragraph", paragraph, []),
    ("lheading", lheading, []),
    ("heading", heading, [*_INTERRUPTING, "blockquote"]),
    ("table", table, _INTERRUPTING),
)
_LENGTHS = "lengths"
MOST_STEPS = 15_000
"""Steps that blocks may take to read, in a third of a second: places at which one may begin, cells, long lines."""
_STEP = 400
"""How many characters of a line are looked at in the time of a step."""

_parsers: dict[bool, MarkdownIt] = {}


def _parser(*, indented_code: bool) -> MarkdownIt:
    # Building one costs a few milliseconds and it keeps no state between texts, so each kind is built once.
    if indented_code not in _parsers:
        parser = MarkdownIt("commonmark", {"maxNesting": 2 * MAX_DEPTH + 2}).enable("table")
        # Reference definitions would vanish from the tokens, footnote texts among them.
        parser.disable(["reference", "inline"] if indented_code else ["reference", "inline", "code"])
        for name, rule, ends in _PLACED:
            parser.block.ruler.at(name, _placed(rule), {"alt": ends})
        interrupting = ["paragraph", "reference", "blockquote", "list"]
        parser.block.ruler.before("table", "steps", _count_step, {"alt": interrupting})
        _parsers[indented_code] = parser
    return _parsers[indented_code]


def _placed(rule: RuleFuncBlockType) -> RuleFuncBlockType:
    """Let a rule tell where its lines begin, which its tokens do not: there, markers, tabs and blanks are cut off."""

    def place(state: StateBlock, first: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - as the parser calls it
        before = len(state.tokens)
        matches = rule(state, first, end, silent)
        if matches and not silent:
            for token in state.tokens[before:]:
                if token.type in _LEAVES and token.map:
                    # Of each line, how long it is from behind all markers and indentation on.
                    token.meta[_LENGTHS] = [
                        state.eMarks[row] - state.bMarks[row] - state.tShift[row] for row in range(*token.map)
                    ]
        return matches

    return place


class TooManyStepsError(Exception):
    """The text would take too long to read."""


def _count_step(state: StateBlock, row: int, _end: int, _silent: bool) -> bool:  # noqa: FBT001 - as all rules
    """Begin no block, but count how often one may begin, and what takes long when one does."""
    start, end = state.bMarks[row], state.eMarks[row]
    state.env["steps"] -= 1 + state.src.count("|", start, end) + (end - start) // _STEP
    if state.env["steps"] < 0:
        raise TooManyStepsError
    return False


def read_blocks(text: str, lines: Lines, start: int, *, indented_code: bool) -> Iterator[Block]:
    """Yield the blocks of a note that hold text, in order. `start` is where the body begins: at a line start or end.

    Raise `TooManyStepsError`, before the first one, if there are too many.
    """
    first = bisect_right(lines.starts, start) - 1
    return _Walk(text, lines, first).blocks(_tokens(text[start:], indented_code=indented_code))


def read_stretches(text: str, lines: Lines, start: int, *, indented_code: bool) -> Iterator[BlockSpan]:
    """Yield the lines of every block, one that holds others before these; the rest is as for `read_blocks`."""
    first = bisect_right(lines.starts, start) - 1
    for token in _tokens(text[start:], indented_code=indented_code):
        kind = _STRETCHES.get(token.type)
        if kind and token.map:
            yield BlockSpan(kind, first + token.map[0], first + token.map[1])


def _tokens(body: str, *, indented_code: bool) -> list[Token]:
    if not body.rstrip(" \t").endswith(("\n", "\r")):
        # Where a text ends with the marker of a quote, markdown-it-py may look behind that.
        body += "\n"
    return _parser(indented_code=indented_code).parse(body, {"steps": MOST_STEPS})


class _Walk:
    """One pass over the tokens of a note."""

    def __init__(self, text: str, lines: Lines, first: int) -> None:
        self.text = text
        self.lines = lines
        self.first = first
        self.depth = 0
        self.items: list[ListItem] = []

    def blocks(self, tokens: list[Token]) -> Iterator[Block]:
        for token in tokens:
            if token.type in _CONTAINERS:
                self.depth += 1
                yield from self._enter(token)
            elif token.type in ("blockquote_close", "list_item_close"):
                self.depth -= 1
                if token.type == "list_item_close":
                    self.items.pop()
            elif token.type in _LEAVES and self.depth <= MAX_DEPTH:
                yield self._block(_LEAVES[token.type], token, *self._rows(token))

    def _rows(self, token: Token) -> tuple[int, int]:
        first, end = token.map or (0, 0)
        return self.first + first, self.first + end

    def _enter(self, token: Token) -> Iterator[Block]:
        first, end = self._rows(token)
        if token.type == "list_item_open":
            same_line = self.items and self.items[-1].line == first
            self.items.append(ListItem(first, self.items[-1].depth + 1 if same_line else 0))
        if self.depth == MAX_DEPTH + 1:
            for row in range(first, end):
                content = self.text[self.lines.starts[row] : self.lines.ends[row]].lstrip(BLANK + ">")
                line = Span(self.lines.ends[row] - len(content), self.lines.ends[row])
                if content:
                    yield Block("paragraph", row, line, [line], None, nested=True)

    def _block(self, kind: BlockKind, token: Token, first: int, end: int) -> Block:
        item = self.items[-1] if self.items else None
        nested = self.depth > 0
        if kind == "heading":
            return self._heading(token, first, item)
        if kind == "paragraph":
            lines = self._trimmed(self._content(token, first))
            return Block(kind, first, Span(lines[0].start, lines[-1].end), lines, item, nested=nested)
        whole = Span(self.lines.starts[first], max(self.lines.starts[first], self.lines.ends[end - 1]))
        if kind == "row" and nested:
            whole = self._trimmed(self._content(token, first))[0]._replace(end=whole.end)
        return Block(kind, first, whole, [whole], item, nested=nested)

    def _content(self, token: Token, first: int) -> list[Span]:
        """Give the lines of a block from behind their markers and indentation on. Its first row is `first`."""
        ends = self.lines.ends[first : first + len(token.meta[_LENGTHS])]
        return [Span(end - length, end) for length, end in zip(token.meta[_LENGTHS], ends, strict=True)]

    def _trimmed(self, lines: list[Span]) -> list[Span]:
        """Leave out the blanks at both ends of a paragraph, with the lines that are nothing else: one stays at least.

        Lines of spaces and tabs belong to no paragraph, but those of no-break spaces do.
        """
        while len(lines) > 1 and not self._piece(lines[0]).strip(BLANK):
            del lines[0]
        while len(lines) > 1 and not self._piece(lines[-1]).strip(BLANK):
            del lines[-1]
        first = lines[0]
        lines[0] = Span(first.end - len(self._piece(first).lstrip(BLANK)), first.end)
        last = lines[-1]
        lines[-1] = Span(last.start, last.start + len(self._piece(last).rstrip(BLANK)))
        return lines

    def _heading(self, token: Token, first: int, item: ListItem | None) -> Block:
        level = int(token.tag[1:])
        setext = not token.markup.startswith("#")
        content = self._content(token, first)
        if setext:
            lines = self._trimmed(content[:-1])
            start = lines[0].start
        else:
            start = content[0].start
            marked = self.text[start + level : content[0].end]
            said = heading_text(marked)
            at = start + level + (marked.index(said) if said else 0)
            lines = [Span(at, at + len(said))]
        last = content[-1]
        stop = last.start + len(self._piece(last).rstrip(BLANK))
        return Block("heading", first, Span(start, stop), lines, item, level, setext, self.depth > 0)

    def _piece(self, span: Span) -> str:
        return self.text[span.start : span.end]
