"""Detects mojibake: UTF-8 text that was decoded as Windows-1252, such as `â€”` for a dash."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from wikilsp.syntax.facts import Candidate
from wikilsp.syntax.limits import MOST_MOJIBAKE
from wikilsp.syntax.scope import Scope
from wikilsp.text import Span

# The bytes 0x80 to 0xBF in Windows-1252, with undefined ones unchanged.
_CONTINUATION = (
    "[\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d"
    "\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]"
)
# The first character of each run followed by another one outside ASCII, in UTF-8, where `re` finds it much faster.
_LEAD = re.compile(rb"\xc3[\x82-\xb4][\xc2-\xf4]")
_RUN = re.compile(
    rf"(?:[\u00c2-\u00df]{_CONTINUATION}|[\u00e0-\u00ef]{_CONTINUATION}{{2}}|[\u00f0-\u00f4]{_CONTINUATION}{{3}})+"
)


def may_hold_mojibake(text: str) -> bool:
    """Whether a text has a run of characters that looks wrongly decoded."""
    if text.isascii() or _LEAD.search(text.encode("utf-8", "surrogatepass")) is None:
        return False
    return _RUN.search(text) is not None


class MojibakeReader:
    """Finds mojibake in the scopes of a note, in order, up to a limit."""

    def __init__(self) -> None:
        self._left = MOST_MOJIBAKE

    def read(self, scope: Scope, opaque: list[Span]) -> Iterator[Candidate]:
        """Yield each run of mojibake in a scope, outside opaque text, with its repaired text."""
        if self._left < 0:
            return
        for match in _RUN.finditer(scope.text, scope.start, scope.end):
            index = bisect_right(opaque, (match.start(), scope.end)) - 1
            if index >= 0 and opaque[index].end > match.start():
                continue
            self._left -= 1
            if self._left < 0:
                yield Candidate("large-note", Span(*match.span()), "mojibake")
                return
            if repaired := _repair(match.group()):
                yield Candidate("mojibake", Span(*match.span()), repaired)


@lru_cache(maxsize=1024)
def _repair(run: str) -> str | None:
    import ftfy  # noqa: PLC0415 - slow to import and rarely needed

    repaired = ftfy.fix_encoding(run)
    # A control or replacement character in the result means that the text was not mojibake.
    is_repair = repaired != run and "\ufffd" not in repaired and repaired.replace("\xa0", " ").isprintable()
    return repaired if is_repair else None
