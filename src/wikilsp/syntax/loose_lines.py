"""Decides which lines without the blank of `key:: value` are properties, where the blank is optional."""

import re
from collections.abc import Collection, Iterator
from operator import attrgetter
from typing import NamedTuple

from wikilsp.syntax.keys import KeyLine
from wikilsp.syntax.scope import Scope

_BY_ROW = attrgetter("row")
_VALUE_START = re.compile(r"!?\[\[|[\[#\"'0-9]")


class LooseLine(NamedTuple):
    """A line `key::value` or `key :: value`, which is a property only if it touches one."""

    row: int
    scope: Scope
    split: KeyLine
    owner: int
    """Offset of the list item that it belongs to; -1 for the page."""


def is_value(text: str) -> bool:
    """Whether a text after `::` is so clearly a value that it needs no blank before it."""
    return _VALUE_START.match(text) is not None


def touching(lines: Collection[LooseLine], rows: set[int]) -> Iterator[LooseLine]:
    """Yield the lines that touch one of `rows`, directly or by way of others, and add their rows to it."""
    for step, some in ((-1, sorted(lines, key=_BY_ROW)), (1, sorted(lines, key=_BY_ROW, reverse=True))):
        for line in some:
            if line.row not in rows and line.row + step in rows:
                rows.add(line.row)
                yield line
