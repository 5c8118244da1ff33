"""The `grouped` format: the findings of each note below its name, aligned."""

from collections.abc import Iterator
from itertools import groupby

from wikilsp.report.located import LocatedDiagnostic, Report
from wikilsp.report.terminal import BOLD, COLORS, Paint, choose_paint
from wikilsp.visible import escape_invisible


def render(report: Report) -> Iterator[str]:
    """Yield the lines of a report: the name of a note, a line for each of its findings, and an empty line."""
    paint = choose_paint(in_color=report.in_color)
    for filename, group in groupby(report.shown, key=lambda located: located.filename):
        yield paint(escape_invisible(filename), BOLD)
        yield from _lines(list(group), paint)
        yield ""


def _lines(group: list[LocatedDiagnostic], paint: Paint) -> Iterator[str]:
    places = ["{}:{}".format(*located.diagnostic.start) for located in group]
    kinds = [f"{located.diagnostic.severity.label}[{located.diagnostic.code}]" for located in group]
    place_width, kind_width = max(map(len, places)), max(map(len, kinds))
    for located, place, kind in zip(group, places, kinds, strict=True):
        others = f" ({located.others})" if located.others else ""
        shown_kind = paint(kind, COLORS[located.diagnostic.severity]) + " " * (kind_width - len(kind))
        message = escape_invisible(located.diagnostic.finding.message)
        yield f"  {place:<{place_width}}  {shown_kind}  {message}{others}"
