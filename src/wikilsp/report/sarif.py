"""The `sarif` format: a log in SARIF 2.1.0, which GitHub code scanning and many viewers read."""

from collections.abc import Iterable
from urllib.parse import quote

from wikilsp import DOCS_URL, __version__
from wikilsp.finding import Fix, Related
from wikilsp.report.identified import identified
from wikilsp.report.json_text import encode_json
from wikilsp.report.located import CheckResult, LocatedDiagnostic, Place, Report
from wikilsp.report.rule_page import rule_page
from wikilsp.rule import Rule
from wikilsp.rules import RULES
from wikilsp.settings import Severity

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_FINGERPRINT = "wikilsp/v1"
_LONGEST_DESCRIPTION = 1_000
"""GitHub rejects descriptions of more than 1,024 characters."""
_LEVELS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
    Severity.HINT: "note",
}
_GITHUB_LEVELS = {"error": "error", "warning": "warning", "note": "recommendation"}
_RULE_INDEXES = {rule.code: index for index, rule in enumerate(RULES)}

_Object = dict[str, object]


def render(report: Report) -> bytes:
    """Return a log of one run in UTF-8. It describes all rules, so that they are the same in each log."""
    run = {
        "tool": {"driver": _tool()},
        "invocations": [{"executionSuccessful": True}],
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\r", "\n"],
        "results": [_result(located, fingerprint) for located, fingerprint in identified(report)],
    }
    return encode_json({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _tool() -> _Object:
    tool: _Object = {"name": "wikilsp", "version": __version__, "rules": [_rule(rule) for rule in RULES]}
    return tool | ({"informationUri": DOCS_URL} if DOCS_URL else {})


def _rule(rule: Rule) -> _Object:
    page, level = rule_page(rule), _LEVELS[rule.severity]
    reasons = " ".join(rule.doc.partition("## Why\n")[2].partition("\n## ")[0].split())
    configuration: _Object = {"level": level, "enabled": not rule.is_optional}
    described: _Object = {
        "id": rule.code,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": reasons[:_LONGEST_DESCRIPTION] or rule.summary},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": configuration,
        "properties": {"problem.severity": _GITHUB_LEVELS[level]},
    }
    return described | ({"helpUri": f"{DOCS_URL}/rules/{rule.code}"} if DOCS_URL else {})


def _result(located: LocatedDiagnostic, fingerprint: str) -> _Object:
    checked, diagnostic = located.checked, located.diagnostic
    finding = diagnostic.finding
    related = [_related(checked, each) for each in finding.related]
    fixes = _fixes(checked, finding.fixes)
    return {
        "ruleId": diagnostic.code,
        "ruleIndex": _RULE_INDEXES[diagnostic.code],
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": _plain(finding.message)},
        "locations": [_location(Place(located.filename, diagnostic.start, diagnostic.end))],
        "partialFingerprints": {_FINGERPRINT: fingerprint},
        **({"relatedLocations": related} if related else {}),
        **({"fixes": fixes} if fixes else {}),
    }


def _related(checked: CheckResult, related: Related) -> _Object:
    return {**_location(checked.place(related.path, related.span)), "message": {"text": _plain(related.message)}}


def _fixes(checked: CheckResult, fixes: Iterable[Fix]) -> list[_Object]:
    """Return the distinct fixes that only edit files. SARIF has no fixes that create one."""
    distinct: list[_Object] = []
    for fix in fixes:
        if fix.edits and not fix.create and (change := _fix(checked, fix)) not in distinct:
            distinct.append(change)
    return distinct


def _fix(checked: CheckResult, fix: Fix) -> _Object:
    changes: list[_Object] = []
    for path, edits in sorted(fix.edits.items()):
        places = [(checked.place(path, edit.span), edit.content) for edit in sorted(edits)]
        replacements = [
            {"deletedRegion": _region(place), "insertedContent": {"text": content}} for place, content in places
        ]
        changes.append({"artifactLocation": {"uri": _uri(checked.filename(path))}, "replacements": replacements})
    properties = {"safe": fix.safe, "guess": fix.guess}
    return {"description": {"text": _plain(fix.title)}, "artifactChanges": changes, "properties": properties}


def _location(place: Place) -> _Object:
    return {
        "physicalLocation": {"artifactLocation": {"uri": _uri(place.filename)}, "region": _region(place)},
    }


def _region(place: Place) -> dict[str, int]:
    (row, column), (end_row, end_column) = place.start, place.end
    return {"startLine": row, "startColumn": column, "endLine": end_row, "endColumn": end_column}


def _uri(filename: str) -> str:
    """Return a relative URI, or an absolute one for an absolute name. Bytes that are not UTF-8 keep their value."""
    quoted = quote(filename.encode("utf-8", "surrogateescape"))
    return f"file://{quoted}" if filename.startswith("/") else quoted


def _plain(message: str) -> str:
    """Return a message in which no name becomes a link: viewers render `[text](address)` as one."""
    return message.replace("](", "] (")
