"""The `gitlab` format: a Code Quality report, which GitLab compares with the one of the target branch."""

from wikilsp.report.identified import identified
from wikilsp.report.json_text import encode_json
from wikilsp.report.located import LocatedDiagnostic, Report
from wikilsp.settings import Severity

_SEVERITIES = {
    Severity.ERROR: "major",
    Severity.WARNING: "minor",
    Severity.INFO: "info",
    Severity.HINT: "info",
}


def render(report: Report) -> bytes:
    """Return the findings as one JSON document in UTF-8."""
    return encode_json([_issue(located, fingerprint) for located, fingerprint in identified(report)], indent=2)


def _issue(located: LocatedDiagnostic, fingerprint: str) -> dict[str, object]:
    diagnostic = located.diagnostic
    return {
        # GitLab does not show the name of the check.
        "description": f"{diagnostic.code}: {diagnostic.finding.message}",
        "check_name": diagnostic.code,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[diagnostic.severity],
        "location": {
            "path": located.filename,
            "lines": {"begin": diagnostic.start.row, "end": diagnostic.end.row},
        },
    }
