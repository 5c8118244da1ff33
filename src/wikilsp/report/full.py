"""The `full` format: each finding with its source line, for terminals."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from wikilsp.finding import Diagnostic, Related
from wikilsp.report.concise import concise_line
from wikilsp.report.located import CheckResult, LocatedDiagnostic, Report
from wikilsp.report.snippet import MOST_COLUMNS, snippet
from wikilsp.report.terminal import COLORS, FAINT, Paint, choose_paint
from wikilsp.text import BOM, Span
from wikilsp.visible import escape_invisible


def render(report: Report) -> Iterator[str]:
    """Yield the lines of a report."""
    return format_full(report.shown, choose_paint(in_color=report.in_color), report.columns)


def format_full(found: Iterable[LocatedDiagnostic], paint: Paint, columns: int) -> Iterator[str]:
    """Yield the lines of a report of findings sorted by note; source lines are cut to a number of columns."""
    for (_, path), group in groupby(found, key=lambda located: (located.checked.root, located.diagnostic.path)):
        findings = list(group)
        text = findings[0].checked.read(path)
        for located in findings:
            yield concise_line(located, paint)
            yield from _body(located, text, paint, columns)
            yield ""


def _body(located: LocatedDiagnostic, text: str | None, paint: Paint, columns: int) -> Iterator[str]:
    """Yield the source line with its carets, then a line for each related place and one for the preferred fix."""
    checked, diagnostic = located.checked, located.diagnostic
    finding = diagnostic.finding
    row = diagnostic.start.row
    gutter = " " * len(str(row))
    # If the note has changed since it was checked, the offsets are invalid: omit the source line.
    if text is not None and len(text) == diagnostic.length:
        shown = snippet(text, _line(text, diagnostic), finding.span, columns - len(f"{row} | "))
        color = COLORS[diagnostic.severity]
        yield f"{paint(f'{row} |', FAINT)} {shown.before}{paint(shown.marked, color)}{shown.after}"
        yield f"{paint(f'{gutter} |', FAINT)} {' ' * shown.indent}{paint('^' * shown.carets, color)}"
    remarks = [_format_related(checked, related) for related in finding.related]
    remarks += [f"fix: {fix.title}" for fix in finding.fixes[:1]]
    for remark in remarks:
        yield f"{paint(f'{gutter} =', FAINT)} {escape_invisible(remark)}"


def _line(text: str, diagnostic: Diagnostic) -> Span:
    """Return the span of the line of a finding, without its line end and without text too far away to be displayed."""
    at = diagnostic.finding.span.start
    start = max(at - diagnostic.start.column + 1, int(text.startswith(BOM)))
    far = min(at + MOST_COLUMNS + 1, len(text))
    end = min((end for sign in "\r\n" if (end := text.find(sign, at, far)) >= 0), default=far)
    while end > start and text[end - 1] in "\r\n":
        end -= 1
    return Span(start, end)


def _format_related(checked: CheckResult, related: Related) -> str:
    filename, (row, column), _ = checked.place(related.path, related.span)
    return f"{filename}:{row}:{column}: {related.message}"
