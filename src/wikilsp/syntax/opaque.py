"""Finds the ends of opaque text: code spans, math, comments, autolinks, raw HTML tags and elements with code."""

import re
from bisect import bisect_right

from wikilsp.syntax.facts_builder import FactsBuilder
from wikilsp.syntax.html_code import code_end
from wikilsp.syntax.lua import brace_pairs
from wikilsp.syntax.scope import Scope

OPAQUE = r"``*|\$|%%|<"
"""The openers of opaque text. Each alternative starts with a literal, unlike “`+”, so that `re` can skip ahead."""

_BACKTICKS = re.compile(r"`+")
_MATH_END = re.compile(r"(?<![\s\\])\$(?!\d)")
_AUTOLINK = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)>")
_HTML_TAG = re.compile(
    r"""<(?:[A-Za-z][A-Za-z0-9-]*(?:\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?)*\s*/?"""
    r"""|/[A-Za-z][A-Za-z0-9-]*\s*)>"""
)
# The openers and closers of comments, processing instructions, CDATA and declarations.
_MARKUP = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">"))
_LOOK_BACK = 80


class OpaqueEnds:
    """Finds the ends of opaque text in a scope. Remembers missing closers, so that many unclosed openers stay cheap."""

    def __init__(self, scope: Scope, builder: FactsBuilder) -> None:
        self.scope = scope
        self.text = scope.text
        self.builder = builder
        self._backticks: dict[int, list[int]] | None = None
        self._braces: dict[int, int] | None = None
        self._no_math_end = False
        self._absent: set[str] = set()

    def end(self, opener: re.Match[str]) -> int | None:
        """Return the offset after the opaque text that starts with `opener`, None if it is not closed.

        The offset is beyond the end of the scope if math or a comment ends in a later block.
        """
        pos, first = opener.start(), self.text[opener.start()]
        if first == "`":
            return self._code_end(pos, opener.end())
        if first == "$":
            return (
                self._lua_end(pos)
                if self.builder.has_lua and self.text.startswith("{", pos + 1)
                else self._math_end(pos)
            )
        if first == "%":
            return self._closer("%%", pos, far=self._starts_line(pos))
        return self._angle_end(pos)

    def _code_end(self, start: int, end: int) -> int | None:
        if self._backticks is None:
            self._backticks = {}
            for run in _BACKTICKS.finditer(self.text, self.scope.start, self.scope.end):
                self._backticks.setdefault(len(run.group()), []).append(run.start())
        closers = self._backticks.get(end - start, [])
        index = bisect_right(closers, start)
        return closers[index] + end - start if index < len(closers) else None

    def _lua_end(self, pos: int) -> int | None:
        if self._braces is None:
            self._braces = brace_pairs(self.text, self.scope.start, self.scope.end)
        close = self._braces.get(pos + 1)
        return None if close is None else close + 1

    def _math_end(self, pos: int) -> int | None:
        if self.text.startswith("$$", pos):
            return self._closer("$$", pos, far=True)
        if self._no_math_end or not self.text[pos + 1 : min(pos + 2, self.scope.end)].strip():
            return None
        match = _MATH_END.search(self.text, pos + 2, self.scope.end)
        self._no_math_end = match is None
        return match.end() if match else None

    def _closer(self, mark: str, pos: int, *, far: bool) -> int | None:
        """Return the end of the next `mark` after the one at `pos`. Search later blocks only if `far`."""
        near = self._find(mark, pos + 2)
        if near is not None:
            return near + 2
        later = self.builder.next_mark(mark, self.scope.end) if far else None
        return None if later is None else later + 2

    def _angle_end(self, pos: int) -> int | None:
        for mark, closer in _MARKUP:
            if self.text.startswith(mark, pos):
                close = self._find(closer, pos + len(mark))
                return None if close is None else close + len(closer)
        match = _AUTOLINK.match(self.text, pos, self.scope.end) or _HTML_TAG.match(self.text, pos, self.scope.end)
        if match is None:
            return None
        return code_end(self.text, pos, match.end(), self.scope.end, self._absent) or match.end()

    def _find(self, mark: str, pos: int) -> int | None:
        if mark in self._absent:
            return None
        at = self.text.find(mark, pos, self.scope.end)
        if at < 0:
            self._absent.add(mark)
            return None
        return at

    def _starts_line(self, pos: int) -> bool:
        before = self.text[max(self.scope.start, pos - _LOOK_BACK) : pos]
        return not before.rpartition("\n")[2].rpartition("\r")[2].strip()
