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
    for located in found:
        row, column = located.diagnostic.start
        severity, code = located.diagnostic.severity, located.diagnostic.code
        place = paint(f"{escape_invisible(located.filename)}:{row}:{column}", BOLD)
        kind = paint(f"{severity.label}[{code}]", COLORS[severity])
        others = f" ({located.others})" if located.others else ""
        yield f"{place}: {kind} {escape_invisible(located.diagnostic.finding.message)}{others}"
