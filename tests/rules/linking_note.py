"""Runs one rule over the note `a.md` of a small vault. Where it finds something, the text is marked «like this»."""

import re

from wikilsp.note import Note
from wikilsp.settings import Settings
from wikilsp.syntax.parse import parse
from wikilsp.text import Span, apply_edits
from wikilsp.vault.names import is_note
from wikilsp.vault.vault import Vault

PATH = "a.md"
DEFAULT = Settings()


def finds(rule, marked, others=(), *, settings=DEFAULT, ignored=()):
    """Give the findings of `rule`, which stand at the marks and nowhere else. `others` are texts by path, or paths."""
    text, spans = _unmarked(marked)
    texts = {**(others if isinstance(others, dict) else dict.fromkeys(others, "")), PATH: text}
    notes = [Note(path, parse(body, settings.dialect)) for path, body in texts.items() if is_note(path)]
    vault = Vault(settings, notes, [path for path in texts if not is_note(path)], lambda: ignored)
    findings = list(rule.check(vault, vault.notes[PATH]))
    assert [finding.span for finding in findings] == spans
    return findings


def says(rule, marked, others=(), **vault):
    """Give the message of the one finding."""
    (finding,) = finds(rule, marked, others, **vault)
    return finding.message


def fixes(rule, marked, others=(), **vault):
    """Give what each fix of the one finding makes of `a.md`, safe ones as (text,), and the paths it creates."""
    (finding,) = finds(rule, marked, others, **vault)
    return [_outcome(_unmarked(marked)[0], fix) for fix in finding.fixes]


def is_silent(rule, text, others=(), **vault):
    """The rule finds nothing."""
    assert finds(rule, text, others, **vault) == []


def safe(outcome):
    """What a safe fix makes of the note, for comparison with `fixes`."""
    return "safe", outcome


def unsafe(outcome):
    """What an unsafe fix makes of the note, for comparison with `fixes`."""
    return "unsafe", outcome


def creates(path):
    """What a fix does that creates a note, for comparison with `fixes`."""
    return "creates", path


def _outcome(text, fix):
    if fix.create:
        assert not fix.safe
        assert not fix.edits
        return creates(*fix.create)
    assert fix.edits.keys() == {PATH}
    after = apply_edits(text, fix.edits[PATH])
    return safe(after) if fix.safe else unsafe(after)


def _unmarked(marked):
    spans, removed = [], 0
    for mark in re.finditer("«[^»]*»", marked):
        spans.append(Span(mark.start() - removed, mark.end() - removed - 2))
        removed += 2
    return re.sub("[«»]", "", marked), spans
