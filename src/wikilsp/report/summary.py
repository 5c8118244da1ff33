"""The last line of a text report: how much was checked and what came of it."""

from collections import Counter
from collections.abc import Iterable, Sequence

from wikilsp.settings import Severity

_MOST_NOTES = 10
"""Notes that are named at most."""


def summary(notes: int, found: Iterable[Severity], show: Severity, seconds: float) -> str:
    """Say how many notes were checked, how many findings of each severity there are, and which are not shown."""
    counts = Counter(found)
    shown = _counts((severity, count) for severity, count in counts.items() if severity >= show)
    hidden = _counts((severity, count) for severity, count in counts.items() if severity < show)
    line = f"{_count(notes, 'note')}: {shown or 'no findings'} ({seconds:.2f} s)"
    return f"{line}; not shown: {hidden} (see --show)" if hidden else line


def fixed_summary(done: str, findings: int, notes: int, left: int = 0, unsafe: int = 0) -> str:
    """Say what was `done` to how many findings; how many are left, and how many of these have an unsafe fix."""
    line = f"{done} {_count(findings, 'finding')} in {_count(notes, 'note')}"
    if left:
        line += f"; {left:,} {'is' if left == 1 else 'are'} left"
    return f"{line}, {unsafe:,} of them with an unsafe fix (see --unsafe-fixes)" if unsafe else line


def unfixed_summary(left: Sequence[tuple[str, int, str]]) -> list[str]:
    """Return a line for each of some notes with findings that are not fixed: its path, their number, and the reason."""
    lines = [f"{path}: {_count(number, 'finding')} not fixed: {why}" for path, number, why in left[:_MOST_NOTES]]
    more = len(left) - len(lines)
    return [*lines, f"and findings in {_count(more, 'more note')}"] if more else lines


def no_note(paths: Iterable[str], nested: Iterable[str]) -> str:
    """Say that there was nothing to check, where, what was looked for, and which folders are vaults of their own."""
    line = (
        f"no note was found at {_quoted(paths)}: the name of a note ends in .md or .markdown and does not begin with a "
        "dot, and neither .gitignore nor “exclude” leaves it out"
    )
    others = _quoted(nested)
    return f"{line}; vaults of their own, to be checked by name: {others}" if others else line


def _quoted(paths: Iterable[str]) -> str:
    return ", ".join(f"“{path}”" for path in paths)


def _counts(counts: Iterable[tuple[Severity, int]]) -> str:
    """Give the counts in words, the worst severity first."""
    return ", ".join(_count(count, severity.label) for severity, count in sorted(counts, reverse=True))


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
