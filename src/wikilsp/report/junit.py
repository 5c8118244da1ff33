"""The `junit` format: a report of tests in XML. Each note is a test suite, each of its findings a failed test."""

from collections import Counter
from collections.abc import Iterable, Iterator

from wikilsp.report.located import LocatedDiagnostic, Report
from wikilsp.visible import escape_invisible

_NO_FINDINGS = "no findings"
"""The name of the only test of a note without findings."""
# XML allows neither of the last two characters.
_SPECIAL = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\ufffe": r"\ufffe", "\uffff": r"\uffff"}
)


def render(report: Report) -> bytes:
    """Return an XML document in UTF-8. The notes are sorted by displayed file name."""
    found: dict[str, list[LocatedDiagnostic]] = {
        checked.filename(path): [] for checked in report.results for path in checked.notes
    }
    for located in report.shown:
        found[located.filename].append(located)
    tests, failures = sum(max(len(group), 1) for group in found.values()), len(report.shown)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites name="wikilsp" {_counts(tests, failures)}>']
    for filename, group in sorted(found.items()):
        lines += _suite(_escape(filename), group)
    return "\n".join((*lines, "</testsuites>\n")).encode()


def _suite(filename: str, group: list[LocatedDiagnostic]) -> Iterator[str]:
    """Yield the lines of the test suite of a note, whose name is escaped."""
    yield f'  <testsuite name="{filename}" {_counts(max(len(group), 1), len(group))}>'
    if not group:
        yield f'    <testcase classname="{filename}" name="{_NO_FINDINGS}" file="{filename}" time="0"/>'
    for located, name in zip(group, _unique_names(group), strict=True):
        diagnostic = located.diagnostic
        row, column = diagnostic.start
        message, level = _escape(diagnostic.finding.message), diagnostic.severity.label
        fixes = "".join(f"\nfix: {_escape(fix.title)}" for fix in diagnostic.finding.fixes[:1])
        text = f"{filename}:{row}:{column}: {level}[{diagnostic.code}] {message}{fixes}"
        yield f'    <testcase classname="{filename}" name="{name}" file="{filename}" line="{row}" time="0">'
        yield f'      <failure type="{level}" message="{message}">{text}</failure>'
        yield "    </testcase>"
    yield "  </testsuite>"


def _unique_names(group: Iterable[LocatedDiagnostic]) -> Iterator[str]:
    """Yield a name for each finding in a note. Of tests with the same name, GitLab shows only the first."""
    names = Counter[str]()
    for located in group:
        row, column = located.diagnostic.start
        name = f"{row}:{column} {located.diagnostic.code}"
        names[name] += 1
        yield name if names[name] == 1 else f"{name} ({names[name]})"


def _counts(tests: int, failures: int) -> str:
    return f'tests="{tests}" failures="{failures}" errors="0" skipped="0" time="0"'


def _escape(text: str) -> str:
    """Return a text for an attribute or an element, on one line."""
    escaped = escape_invisible(text).translate(_SPECIAL)
    # In the logs of CI services, `##[name]` and `##vso[name]` are commands.
    return escaped.replace("##", "#&#35;")
