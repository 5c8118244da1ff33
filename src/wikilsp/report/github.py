"""The `github` format: commands in the log of GitHub Actions, each of which annotates a place in a pull request."""

from wikilsp.report.located import LocatedDiagnostic, Report
from wikilsp.settings import Severity
from wikilsp.visible import escape_excerpt, escape_invisible

_LEVELS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "notice",
    Severity.HINT: "notice",
}
_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _MESSAGE | str.maketrans({":": "%3A", ",": "%2C"})


def render(report: Report) -> bytes:
    """Return a line for each finding, in UTF-8."""
    return "".join(map(_command, report.shown)).encode()


def _command(located: LocatedDiagnostic) -> str:
    diagnostic = located.diagnostic
    (row, column), (end_row, end_column) = diagnostic.start, diagnostic.end
    # GitHub accepts columns only if the place is in one line.
    columns = f",col={column},endColumn={end_column}" if row == end_row else ""
    place = f"file={escape_excerpt(located.filename).translate(_PROPERTY)},line={row},endLine={end_row}{columns}"
    # The log shows nothing but the message, so that it names the place once more.
    message = f"{located.filename}:{row}:{column}: {diagnostic.finding.message}"
    title = f"title=wikilsp ({diagnostic.code})"
    return f"::{_LEVELS[diagnostic.severity]} {title},{place}::{escape_invisible(message).translate(_MESSAGE)}\n"
