"""Runs one rule over one note. Expected findings are marked «like this» in its text."""

import re

from wikilsp.note import Note
from wikilsp.settings import Dialect, Settings
from wikilsp.syntax.parse import parse
from wikilsp.text import Span, apply_edits
from wikilsp.vault.vault import Vault

PATH = "note.md"


def finds(rule, marked):
    """Return the findings of `rule`, and assert that they are at the marks."""
    text, spans = _unmark(marked)
    note = Note(PATH, parse(text, Dialect()))
    findings = list(rule.check(Vault(Settings(), [note]), note))
    assert [finding.span for finding in findings] == spans
    return findings


def says(rule, marked, message):
    """Assert that there is one finding, with this message and without a fix, and return it."""
    (finding,) = finds(rule, marked)
    assert finding.message == message
    assert finding.fixes == ()
    return finding


def fixes(rule, marked, message, fixed, *, safe):
    """Assert that there is one finding, with this message and a fix that turns the note into `fixed`; return it."""
    (finding,) = finds(rule, marked)
    assert finding.message == message
    (fix,) = finding.fixes
    assert apply_edits(_unmark(marked)[0], fix.edits[PATH]) == fixed
    assert fix.edits.keys() == {PATH}
    assert fix.safe is safe
    return finding


def is_silent(rule, text):
    """Assert that the rule finds nothing."""
    assert finds(rule, text) == []


def related(finding, marked):
    """Return the texts at the related places of a finding."""
    text, _ = _unmark(marked)
    return [text[place.span.start : place.span.end] for place in finding.related if place.path == PATH]


def _unmark(marked):
    spans, removed = [], 0
    for start, end in ((m.start(), m.end()) for m in re.finditer("«[^»]*»", marked)):
        spans.append(Span(start - removed, end - removed - 2))
        removed += 2
    return re.sub("[«»]", "", marked), spans
