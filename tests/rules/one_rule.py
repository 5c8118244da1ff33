"""Runs one rule over one note. Where the rule finds something, the note's text is marked «like this»."""

import re

from wikilsp.note import Note
from wikilsp.settings import Dialect, Settings
from wikilsp.syntax.parse import parse
from wikilsp.text import Span, apply_edits
from wikilsp.vault.vault import Vault

PATH = "note.md"


def finds(rule, marked):
    """Give the findings of `rule`, which must stand at the marks and nowhere else."""
    text, spans = _unmark(marked)
    note = Note(PATH, parse(text, Dialect()))
    findings = list(rule.check(Vault(Settings(), [note]), note))
    assert [finding.span for finding in findings] == spans
    return findings


def says(rule, marked, message):
    """The rule finds one thing, says `message` of it and offers no fix."""
    (finding,) = finds(rule, marked)
    assert finding.message == message
    assert finding.fixes == ()
    return finding


def fixes(rule, marked, message, fixed, *, safe):
    """The rule finds one thing, says `message` of it, and its one fix makes the note `fixed`."""
    (finding,) = finds(rule, marked)
    assert finding.message == message
    (fix,) = finding.fixes
    assert apply_edits(_unmark(marked)[0], fix.edits[PATH]) == fixed
    assert fix.edits.keys() == {PATH}
    assert fix.safe is safe
    return finding


def is_silent(rule, text):
    """The rule finds nothing."""
    assert finds(rule, text) == []


def related(finding, marked):
    """Give the texts of the places that the finding speaks of besides its own."""
    text, _ = _unmark(marked)
    return [text[place.span.start : place.span.end] for place in finding.related if place.path == PATH]


def _unmark(marked):
    spans, removed = [], 0
    for start, end in ((m.start(), m.end()) for m in re.finditer("«[^»]*»", marked)):
        spans.append(Span(start - removed, end - removed - 2))
        removed += 2
    return re.sub("[«»]", "", marked), spans
