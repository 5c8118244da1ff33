"""Text that was UTF-8 and was read as Windows-1252 somewhere on its way: `â€”` for a dash."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from wikilsp.syntax.facts import Candidate
from wikilsp.syntax.limits import MOST_MOJIBAKE
from wikilsp.syntax.scope import Scope
from wikilsp.text import Span

# What the bytes 0x80 to 0xBF are in Windows-1252, those that it leaves undefined as they are.
_CONTINUATION = (
    "[\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d"
    "\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]"
)
_LEAD = re.compile("[\u00c2-\u00f4]")
_RUN = re.compile(
    rf"(?:[\u00c2-\u00df]{_CONTINUATION}|[\u00e0-\u00ef]{_CONTINUATION}{{2}}|[\u00f0-\u00f4]{_CONTINUATION}{{3}})+"
)


def may_hold_mojibake(text: str) -> bool:
    """Is there a run of characters that looks wrongly decoded?"""
    return not text.isascii() and _LEAD.search(text) is not None and _RUN.search(text) is not None


class MojibakeReader:
    """Reads the scopes of one note, in order."""

    def __init__(self) -> None:
        self._left = MOST_MOJIBAKE

    def read(self, scope: Scope, opaque: list[Span]) -> Iterator[Candidate]:
        """Yield the runs of wrongly decoded characters of a scope, outside of opaque text, with what they were."""
        if scope.text.isascii() or self._left < 0:
            return
        for match in _RUN.finditer(scope.text):
            index = bisect_right(opaque, (match.start(), len(scope.text))) - 1
            if index >= 0 and opaque[index].end > match.start():
                continue
            self._left -= 1
            if self._left < 0:
                yield Candidate("large-note", scope.span(*match.span()), "mojibake")
                return
            if right := _repaired(match.group()):
                yield Candidate("mojibake", scope.span(*match.span()), right)


@lru_cache(maxsize=1024)
def _repaired(run: str) -> str | None:
    import ftfy  # noqa: PLC0415 - slow to import and rarely needed

    right = ftfy.fix_encoding(run)
    # What comes out as a control or a replacement character is no repair.
    is_repair = right != run and "\ufffd" not in right and right.replace("\xa0", " ").isprintable()
    return right if is_repair else None
