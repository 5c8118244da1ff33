"""The `json` format: an array of findings, byte-identical for the same findings."""

from collections.abc import Iterable

from wikilsp.finding import Fix
from wikilsp.report.json_text import encode_json
from wikilsp.report.located import CheckResult, LocatedDiagnostic, Report
from wikilsp.text import Position


def render(report: Report) -> bytes:
    """Return the findings of a report as JSON."""
    return format_json(report.shown)


def format_json(found: Iterable[LocatedDiagnostic]) -> bytes:
    """Return all findings as one JSON document in UTF-8, with a final newline."""
    return encode_json([finding_json(located) for located in found], indent=2)


def finding_json(located: LocatedDiagnostic) -> dict[str, object]:
    """Return a finding as a JSON object."""
    diagnostic = located.diagnostic
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.label,
        "message": diagnostic.finding.message,
        "filename": located.filename,
        "location": _location(diagnostic.start),
        "end_location": _location(diagnostic.end),
        "fixes": [_fix(located.checked, fix) for fix in diagnostic.finding.fixes],
    }


def _fix(checked: CheckResult, fix: Fix) -> dict[str, object]:
    edits = [(checked.place(path, edit.span), edit.content) for path in fix.edits for edit in fix.edits[path]]
    return {
        "title": fix.title,
        "safe": fix.safe,
        "guess": fix.guess,
        "edits": [
            {"filename": filename, "location": _location(start), "end_location": _location(end), "content": content}
            for (filename, start, end), content in sorted(edits)
        ],
        "create": [checked.filename(path) for path in fix.create],
    }


def _location(position: Position) -> dict[str, int]:
    return position._asdict()
