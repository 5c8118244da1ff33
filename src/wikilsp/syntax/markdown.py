"""Reads the block structure of a note with markdown-it-py."""

from bisect import bisect_right
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.rules_block import StateBlock, heading, lheading, paragraph, table
from markdown_it.token import Token

from wikilsp.syntax.blocks import MAX_DEPTH, Block, BlockKind, BlockSpan, Lines, ListItem, OutlineKind
from wikilsp.syntax.openers import BLANK, heading_text, is_empty_bullet
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
_OUTLINE_KINDS: dict[str, OutlineKind] = {
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
# The rules for blocks with running text, and the kinds of blocks that they may interrupt.
_TEXT_RULES: tuple[tuple[str, RuleFuncBlockType, list[str]], ...] = (
    ("paragraph", paragraph, []),
    ("lheading", lheading, []),
    ("heading", heading, [*_INTERRUPTING, "blockquote"]),
    ("table", table, _INTERRUPTING),
)
_LENGTHS = "lengths"
MOST_STEPS = 15_000
"""Limit on the steps for a note: positions where a block may start, table cells, and pieces of long lines.

15,000 steps take a third of a second.
"""
_STEP = 400
"""The number of characters of a line that take as long as one step."""

_parsers: dict[bool, MarkdownIt] = {}


def _parser(*, logseq: bool) -> MarkdownIt:
    # Building a parser takes a few milliseconds, and it keeps no state between texts, so each kind is built once.
    if logseq not in _parsers:
        parser = MarkdownIt("commonmark", {"maxNesting": 2 * MAX_DEPTH + 2}).enable("table")
        # Otherwise, reference definitions and footnotes would not appear in the tokens.
        parser.disable(["reference", "inline"])
        for name, rule, ends in _TEXT_RULES:
            parser.block.ruler.at(name, _with_lengths(rule), {"alt": ends})
        interrupting = ["paragraph", "reference", "blockquote", "list"]
        if logseq:
            parser.disable(["code", "lheading"])
            parser.block.ruler.before("list", "empty_item", _interrupt_by_empty_item, {"alt": _INTERRUPTING})
        parser.block.ruler.before("table", "steps", _count_step, {"alt": interrupting})
        _parsers[logseq] = parser
    return _parsers[logseq]


def _with_lengths(rule: RuleFuncBlockType) -> RuleFuncBlockType:
    """Make a rule record the lengths of its lines in its tokens, which have no positions of the content."""

    def with_lengths(state: StateBlock, first: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - as the parser calls it
        before = len(state.tokens)
        matches = rule(state, first, end, silent)
        if matches and not silent:
            for token in state.tokens[before:]:
                if token.type in _LEAVES and token.map:
                    # The length of each line after its markers and indentation.
                    token.meta[_LENGTHS] = [
                        state.eMarks[row] - state.bMarks[row] - state.tShift[row] for row in range(*token.map)
                    ]
        return matches

    return with_lengths


def _interrupt_by_empty_item(state: StateBlock, row: int, _end: int, silent: bool) -> bool:  # noqa: FBT001 - as all rules
    """Return True if an empty bullet, which is a block in Logseq, ends a paragraph. Another rule then reads it."""
    if not silent or state.sCount[row] < state.blkIndent:
        return False
    start, end = state.bMarks[row] + state.tShift[row], state.eMarks[row]
    return is_empty_bullet(state.src[start:end])


class TooManyStepsError(Exception):
    """The text would take too long to read."""


def _count_step(state: StateBlock, row: int, _end: int, _silent: bool) -> bool:  # noqa: FBT001 - as all rules
    """Count the steps of a line, as a rule that never matches. Return False for every line."""
    start, end = state.bMarks[row], state.eMarks[row]
    state.env["steps"] -= 1 + state.src.count("|", start, end) + (end - start) // _STEP
    if state.env["steps"] < 0:
        raise TooManyStepsError
    return False


def read_blocks(text: str, lines: Lines, start: int, *, logseq: bool) -> Iterator[Block]:
    """Yield the leaf blocks of a note in order. `start` is the start of the body, at the start or end of a line.

    Logseq has neither indented code nor setext headings, and an empty bullet ends a paragraph.

    Raise `TooManyStepsError`, before the first block, if the text would take too long.
    """
    first = bisect_right(lines.starts, start) - 1
    return _Walk(text, lines, first).blocks(_tokens(text[start:], logseq=logseq))


def read_outline(text: str, lines: Lines, start: int, *, logseq: bool) -> Iterator[BlockSpan]:
    """Yield the lines of every block, containers before their contents. See `read_blocks`."""
    first = bisect_right(lines.starts, start) - 1
    for token in _tokens(text[start:], logseq=logseq):
        kind = _OUTLINE_KINDS.get(token.type)
        if kind and token.map:
            yield BlockSpan(kind, first + token.map[0], first + token.map[1])


def _tokens(body: str, *, logseq: bool) -> list[Token]:
    if not body.rstrip(" \t").endswith(("\n", "\r")):
        # Where a text ends with a quote marker, markdown-it-py may read past the end.
        body += "\n"
    return _parser(logseq=logseq).parse(body, {"steps": MOST_STEPS})


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
            lines = self._trim(self._content(token, first))
            return Block(kind, first, Span(lines[0].start, lines[-1].end), lines, item, nested=nested)
        whole = Span(self.lines.starts[first], max(self.lines.starts[first], self.lines.ends[end - 1]))
        if kind == "row" and nested:
            whole = self._trim(self._content(token, first))[0]._replace(end=whole.end)
        return Block(kind, first, whole, [whole], item, nested=nested)

    def _content(self, token: Token, first: int) -> list[Span]:
        """Return the lines of a block without markers and indentation. Its first row is `first`."""
        ends = self.lines.ends[first : first + len(token.meta[_LENGTHS])]
        return [Span(end - length, end) for length, end in zip(token.meta[_LENGTHS], ends, strict=True)]

    def _trim(self, lines: list[Span]) -> list[Span]:
        """Strip both ends of a paragraph, including whole lines that are blank, but keep at least one line.

        A line of spaces and tabs ends a paragraph, but a line of no-break spaces does not.
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
            lines = self._trim(content[:-1])
            start = lines[0].start
        else:
            start = content[0].start
            marked = self.text[start + level : content[0].end]
            text = heading_text(marked)
            at = start + level + (marked.index(text) if text else 0)
            lines = [Span(at, at + len(text))]
        last = content[-1]
        stop = last.start + len(self._piece(last).rstrip(BLANK))
        return Block("heading", first, Span(start, stop), lines, item, level, setext, self.depth > 0)

    def _piece(self, span: Span) -> str:
        return self.text[span.start : span.end]
