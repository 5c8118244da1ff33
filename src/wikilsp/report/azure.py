"""The `azure` format: commands in the log of Azure Pipelines, each of which adds an issue to the run."""

from wikilsp.report.located import LocatedDiagnostic, Report
from wikilsp.settings import Severity
from wikilsp.visible import escape_excerpt, escape_invisible

_MESSAGE = str.maketrans({"%": "%AZP25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _MESSAGE | str.maketrans({"]": "%5D", ";": "%3B"})


def render(report: Report) -> bytes:
    """Return a line for each finding, in UTF-8."""
    return "".join(map(_command, report.shown)).encode()


def _command(located: LocatedDiagnostic) -> str:
    diagnostic = located.diagnostic
    row, column = diagnostic.start
    # There is no lower level than a warning.
    level = "error" if diagnostic.severity == Severity.ERROR else "warning"
    path = escape_excerpt(located.filename).translate(_PROPERTY)
    place = f"sourcepath={path};linenumber={row};columnnumber={column};code={diagnostic.code};"
    message = escape_invisible(diagnostic.finding.message).translate(_MESSAGE)
    return f"##vso[task.logissue type={level};{place}]{message}\n"
