"""Findings in small vaults, made by hand, for the tests of the formats."""

from wikilsp.finding import Diagnostic, Finding
from wikilsp.note import Note
from wikilsp.report.located import CheckResult, in_order
from wikilsp.settings import Severity
from wikilsp.syntax.facts import Facts
from wikilsp.text import Span, line_starts


def note(path, text):
    return Note(path, Facts(line_starts=line_starts(text), length=len(text)))


def diagnostic(path, text, marked, message="it is broken", severity=Severity.WARNING, code="some-rule", **more):
    """Find `marked` in the text of a note and report it."""
    start = text.index(marked)
    span = Span(start, start + len(marked))
    where = map(note(path, text).position, span)
    return Diagnostic(code, severity, path, *where, Finding(span, message, **more), len(text))


def checked(texts, diagnostics, root="/home/me/notes", here="/home/me"):
    """A vault of the given texts by path, and what was found in it."""
    return CheckResult(root, here, len(texts), tuple(diagnostics), texts.get)


def found(texts, *diagnostics, **where):
    return in_order([checked(texts, diagnostics, **where)])
