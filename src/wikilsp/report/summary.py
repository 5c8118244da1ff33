"""The summary line at the end of a text report."""

from collections import Counter
from collections.abc import Iterable, Sequence

from wikilsp.settings import Severity

_MOST_NOTES = 10
"""The maximum number of notes listed."""


def format_summary(notes: int, found: Iterable[Severity], show: Severity, seconds: float, templates: int = 0) -> str:
    """Summarize a run: the numbers of notes, of findings by severity, of findings that are not shown, of templates."""
    counts = Counter(found)
    shown = _counts((severity, count) for severity, count in counts.items() if severity >= show)
    hidden = _counts((severity, count) for severity, count in counts.items() if severity < show)
    line = f"{_format_count(notes, 'note')}: {shown or 'no findings'} ({seconds:.2f} s)"
    line += f"; {_format_count(templates, 'template')}: links not checked" if templates else ""
    return f"{line}; not shown: {hidden} (see --show)" if hidden else line


def fixed_summary(done: str, findings: int, notes: int, remaining: int = 0, unsafe: int = 0) -> str:
    """Summarize fixes: what was `done` to how many findings, how many remain, and how many have an unsafe fix."""
    line = f"{done} {_format_count(findings, 'finding')} in {_format_count(notes, 'note')}"
    if remaining:
        line += f"; {remaining:,} {'remains' if remaining == 1 else 'remain'}"
    return f"{line}, {unsafe:,} with an unsafe fix (see --unsafe-fixes)" if unsafe else line


def list_fixes(done: str, fixed: Iterable[tuple[str, Counter[str]]]) -> list[str]:
    """Return a line for each note: what was `done` to how many findings of which rules."""
    return [
        f"{done} in {path}: {', '.join(f'{number:,} {code}' for code, number in sorted(settled.items()))}"
        for path, settled in fixed
    ]


def unfixed_summary(unfixed: Sequence[tuple[str, int, str]]) -> list[str]:
    """Summarize findings that were not fixed: a line for each of the first notes with path, number and reason."""
    first = unfixed[:_MOST_NOTES]
    lines = [f"{path}: {_format_count(number, 'finding')} not fixed: {reason}" for path, number, reason in first]
    more = len(unfixed) - len(lines)
    return [*lines, f"and findings in {_format_count(more, 'more note')}"] if more else lines


def no_notes_summary(paths: Iterable[str], nested: Iterable[str]) -> str:
    """Summarize a run without notes: the paths searched, what counts as a note, and nested vaults."""
    line = (
        f"no notes found in {_quote(paths)}; the name of a note ends in .md or .markdown, does not start with a dot, "
        "and is ignored neither by .gitignore nor by “exclude”"
    )
    others = _quote(nested)
    return f"{line}; nested vaults must be checked separately: {others}" if others else line


def _quote(paths: Iterable[str]) -> str:
    return ", ".join(f"“{path}”" for path in paths)


def _counts(counts: Iterable[tuple[Severity, int]]) -> str:
    """Return counts in words, the highest severity first."""
    return ", ".join(_format_count(count, severity.label) for severity, count in sorted(counts, reverse=True))


def _format_count(number: int, thing: str) -> str:
    # Not from `wording`, which a run that finds what it found before need not import.
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
