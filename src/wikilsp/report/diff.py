"""Unified diffs of files, for people and `patch -p0`."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import accumulate
from typing import NamedTuple

from wikilsp.report.terminal import BOLD, CYAN, FAINT, GREEN, RED, Paint
from wikilsp.text import Edit, Span, apply_edits_within
from wikilsp.visible import has_invisible

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_HUNK = re.compile(r"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@")
_COLORS = {"-": RED, "+": GREEN, "\\": FAINT}
_CONTEXT = 3
_MOST_COMPARED_LINES = 200
"""A longer change is not compared line by line, since that takes quadratic time."""


class _Change(NamedTuple):
    """A replacement of the lines from `start` to `end`."""

    start: int
    end: int
    lines: list[str]


def diff(path: str, text: str, edits: Iterable[Edit]) -> str:
    r"""Return the unified diff of applying edits to the text of a file, or "" if nothing changes.

    Lines end at `\n` only, as in every diff; a `\r` belongs to its line. Edits must not overlap.
    """
    name = diff_name(path)
    # Without the tab, `patch` takes a name to end at its first space.
    name = f"{name}\t" if " " in name and name == path else name
    lines = _LINE.findall(text)
    # Comparing all lines takes quadratic time; the edits tell which lines differ.
    changes = [finer for change in _find_changes(text, lines, edits) for finer in _narrow(lines, change)]
    hunks = "".join(_format_hunks(lines, changes))
    return f"--- {name}\n+++ {name}\n{hunks}" if hunks else ""


def _find_changes(text: str, lines: list[str], edits: Iterable[Edit]) -> Iterator[_Change]:
    """Yield the changed ranges of lines; edits in the same or in adjacent lines make one change."""
    starts = list(accumulate(map(len, lines), initial=0))
    groups: list[tuple[int, int, list[Edit]]] = []
    for edit in sorted(edits):
        first, last = (max(bisect_right(starts, at, hi=len(lines)) - 1, 0) for at in edit.span)
        end, group = min(last + 1, len(lines)), [edit]
        if groups and first <= groups[-1][1]:
            first, previous_end, group = groups.pop()
            end = max(end, previous_end)
            group.append(edit)
        groups.append((first, end, group))
    for first, end, group in groups:
        yield _Change(first, end, _LINE.findall(apply_edits_within(text, Span(starts[first], starts[end]), group)))


def _narrow(lines: list[str], change: _Change) -> Iterator[_Change]:
    """Yield the parts of a change that really differ; yield a long change as it is."""
    start, end, new = change
    if max(end - start, len(new)) > _MOST_COMPARED_LINES:
        yield change
        return
    for tag, first, last, new_first, new_last in SequenceMatcher(None, lines[start:end], new).get_opcodes():
        if tag != "equal":
            yield _Change(start + first, start + last, new[new_first:new_last])


def _format_hunks(lines: list[str], changes: Iterable[_Change]) -> Iterator[str]:
    """Yield the hunks of a diff: changes with their context, nearby ones together."""
    growth = 0  # lines that the hunks so far add, minus those they remove
    for group in _group_nearby(changes):
        start, end = max(group[0].start - _CONTEXT, 0), min(group[-1].end + _CONTEXT, len(lines))
        added = sum(len(change.lines) - (change.end - change.start) for change in group)
        yield f"@@ -{_format_range(start, end)} +{_format_range(start + growth, end + growth + added)} @@\n"
        for change in (*group, _Change(end, end, [])):
            yield from (_format_line(" ", line) for line in lines[start : change.start])
            yield from (_format_line("-", line) for line in lines[change.start : change.end])
            yield from (_format_line("+", line) for line in change.lines)
            start = change.end
        growth += added


def _group_nearby(changes: Iterable[_Change]) -> Iterator[list[_Change]]:
    """Yield groups of changes whose contexts touch or overlap."""
    group: list[_Change] = []
    for change in changes:
        if group and change.start - group[-1].end > 2 * _CONTEXT:
            yield group
            group = []
        group.append(change)
    if group:
        yield group


def _format_range(start: int, end: int) -> str:
    """Return a range of lines for a hunk header: 1-based, but an empty range has the line before it."""
    count = end - start
    if count == 1:
        return f"{start + 1}"
    return f"{start + 1 if count else start},{count}"


def paint_diff(lines: Iterable[str], paint: Paint) -> Iterator[str]:
    """Yield the lines of unified diffs in color. What a line is depends on the hunk: a deleted line may start `---`."""
    before = after = 0  # lines of the hunk that are left
    for line in lines:
        if hunk := _HUNK.match(line):
            before, after = (int(count or 1) for count in hunk.groups())
            yield paint(line, CYAN)
        elif before or after:
            before -= line[:1] in " -"
            after -= line[:1] in " +"
            yield paint(line, _COLORS.get(line[:1], ""))
        else:
            yield paint(line, FAINT if line.startswith("\\") else BOLD)


def diff_name(path: str) -> str:
    """Return a file name for a diff: one with special characters is quoted as Git quotes it."""
    if not (has_invisible(path) or '"' in path or "\\" in path):
        return path
    quoted = (_escape_bytes(char) if has_invisible(char) else f"\\{char}" if char in '"\\' else char for char in path)
    return f'"{"".join(quoted)}"'


def _escape_bytes(char: str) -> str:
    return "".join(f"\\{byte:03o}" for byte in char.encode("utf-8", "surrogatepass"))


def _format_line(mark: str, line: str) -> str:
    line = f"{mark}{line}"
    return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
