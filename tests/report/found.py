"""Builds findings in small vaults for the tests of the formats."""

from wikilsp.finding import Diagnostic, Finding
from wikilsp.note import Note
from wikilsp.report.located import CheckResult, Report, sort_diagnostics
from wikilsp.settings import Severity
from wikilsp.syntax.facts import Facts
from wikilsp.text import Span, line_starts


def note(path, text):
    return Note(path, Facts(line_starts=line_starts(text), length=len(text)))


def diagnostic(path, text, marked, message="it is broken", severity=Severity.WARNING, code="some-rule", **more):
    """Return a diagnostic for the first `marked` in the text of a note."""
    start = text.index(marked)
    span = Span(start, start + len(marked))
    where = map(note(path, text).position, span)
    return Diagnostic(code, severity, path, *where, Finding(span, message, **more), len(text))


def checked(texts, diagnostics, root="/home/me/notes", here="/home/me"):
    """Return the result of checking a vault of texts by path."""
    return CheckResult(root, here, list(texts), tuple(diagnostics), texts.get)


def found(texts, *diagnostics, **where):
    return sort_diagnostics([checked(texts, diagnostics, **where)])


def report(texts, *diagnostics, **where):
    """Return the input of a format that shows all of these diagnostics."""
    results = [checked(texts, diagnostics, **where)]
    return Report(results, sort_diagnostics(results))
