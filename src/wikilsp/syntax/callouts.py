"""Reads callouts: quotes whose first line is `[!type] Title`."""

import re
from bisect import bisect_left

from wikilsp.syntax.blocks import Block, Lines
from wikilsp.syntax.callout_types import near_types
from wikilsp.syntax.facts import Callout, Candidate
from wikilsp.syntax.facts_builder import FactsBuilder
from wikilsp.syntax.properties import is_hidden
from wikilsp.text import Span, build

_MARK = re.compile(r">[ \t]*+\[!")
_CALLOUT = re.compile(r"\[!\s*+([^\[\]|\s]+(?>(?:[ \t]+[^\[\]|\s]+)*))\s*+(?:\|[^\[\]\r\n]*+)?\]")


def _start(block: Block) -> int:
    return block.span.start


def may_hold_callouts(text: str) -> bool:
    """Whether a text has a `!` and a `>`, without which it has no callouts."""
    return "!" in text and ">" in text


def read_callouts(builder: FactsBuilder, text: str, lines: Lines, blocks: list[Block]) -> None:
    """Add the callouts of a note, with candidates for types that may be misspelled. The blocks have been read."""
    for mark in _MARK.finditer(text):
        start = mark.end() - len("[!")
        at = bisect_left(blocks, start, key=_start)
        block = blocks[at] if at < len(blocks) else None
        if block and block.span.start == start and block.kind == "paragraph":
            match = _CALLOUT.match(text, *block.lines[0])
            if match and _starts_quote(text, lines, block) and not is_hidden(builder.hidden, start, start + 1):
                callout = Callout(match[1], build(Span, match.span(1)))
                builder.callouts.append(callout)
                if near_types(callout.type):
                    builder.add_candidate(Candidate("unknown-callout", callout.span, callout.type))


def _starts_quote(text: str, lines: Lines, block: Block) -> bool:
    """Whether the first line of a block, which follows a quote marker, is the first line of its quote."""
    markers = text[lines.starts[block.first] : block.span.start]
    above = lines.rows[block.first - 1] if block.first else ""
    is_below_quote = ">" in above and not markers.strip("> \t")
    return not is_below_quote or _count_markers(above) < markers.count(">")


def _count_markers(line: str) -> int:
    return line[: len(line) - len(line.lstrip("> \t"))].count(">")
