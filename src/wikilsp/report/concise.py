"""The `concise` format: one finding per line, for editors and `grep`."""

from collections.abc import Iterable, Iterator

from wikilsp.report.located import LocatedDiagnostic, Report
from wikilsp.report.terminal import BOLD, COLORS, Paint, choose_paint
from wikilsp.visible import escape_invisible


def render(report: Report) -> Iterator[str]:
    """Yield the lines of a report."""
    return format_concise(report.shown, choose_paint(in_color=report.in_color))


def format_concise(found: Iterable[LocatedDiagnostic], paint: Paint) -> Iterator[str]:
    """Yield a line `path:row:column: severity[code] message` for each finding. Further places follow in parentheses."""
    return (concise_line(located, paint) for located in found)


def concise_line(located: LocatedDiagnostic, paint: Paint) -> str:
    """Return the line of a finding."""
    row, column = located.diagnostic.start
    severity, code = located.diagnostic.severity, located.diagnostic.code
    place = paint(f"{escape_invisible(located.filename)}:{row}:{column}", BOLD)
    kind = paint(f"{severity.label}[{code}]", COLORS[severity])
    others = f" ({located.others})" if located.more else ""
    return f"{place}: {kind} {escape_invisible(located.diagnostic.finding.message)}{others}"
