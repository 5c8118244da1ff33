"""Runs one rule over the note `a.md` of a small vault. Expected findings are marked «like this» in its text."""

import re

from wikilsp.note import Note
from wikilsp.settings import Settings
from wikilsp.syntax.parse import parse
from wikilsp.text import Span, apply_edits
from wikilsp.vault.names import is_note
from wikilsp.vault.vault import Vault

PATH = "a.md"
DEFAULT = Settings()


def may_be_missing(*globs):
    """Return settings in which links may lead to missing targets that the globs match."""
    return Settings(ignore_targets=globs)


def finds(rule, marked, others=(), **vault):
    """Return the findings of `rule`, and assert that they are at the marks. `others` are texts by path, or paths."""
    text, spans = _unmark(marked)
    findings = found_by(rule, text, others, **vault)
    assert [finding.span for finding in findings] == spans
    return findings


def found_by(rule, text, others=(), *, settings=DEFAULT, ignored=()):
    """Return the findings of `rule`, wherever they are."""
    texts = {**(others if isinstance(others, dict) else dict.fromkeys(others, "")), PATH: text}
    notes = [Note(path, parse(body, settings.dialect)) for path, body in texts.items() if is_note(path)]
    vault = Vault(settings, notes, [path for path in texts if not is_note(path)], lambda: ignored)
    return list(rule.check(vault, vault.notes[PATH]))


def says(rule, marked, others=(), **vault):
    """Return the message of the only finding."""
    (finding,) = finds(rule, marked, others, **vault)
    return finding.message


def fixes(rule, marked, others=(), **vault):
    """Return the outcome of each fix of the only finding: see `safe`, `unsafe` and `creates`."""
    (finding,) = finds(rule, marked, others, **vault)
    return [_outcome(_unmark(marked)[0], fix) for fix in finding.fixes]


def is_silent(rule, text, others=(), **vault):
    """Assert that the rule finds nothing."""
    assert finds(rule, text, others, **vault) == []


def safe(outcome):
    """Return the outcome of a safe fix: the text of the note after it."""
    return "safe", outcome


def unsafe(outcome):
    """Return the outcome of an unsafe fix: the text of the note after it."""
    return "unsafe", outcome


def guess(outcome):
    """Return the outcome of a fix that only editors offer: the text of the note after it."""
    return "guess", outcome


def creates(path):
    """Return the outcome of a fix that creates a note."""
    return "creates", path


def _outcome(text, fix):
    if fix.create:
        assert not fix.safe
        assert not fix.edits
        return creates(*fix.create)
    assert fix.edits.keys() == {PATH}
    after = apply_edits(text, fix.edits[PATH])
    assert not (fix.safe and fix.guess)
    return safe(after) if fix.safe else guess(after) if fix.guess else unsafe(after)


def _unmark(marked):
    spans, removed = [], 0
    for mark in re.finditer("«[^»]*»", marked):
        spans.append(Span(mark.start() - removed, mark.end() - removed - 2))
        removed += 2
    return re.sub("[«»]", "", marked), spans
