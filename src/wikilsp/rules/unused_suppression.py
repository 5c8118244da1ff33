"""A `wikilsp-ignore` comment silences nothing.

## Why
What it was written for has been corrected, or its code is misspelt. If it stays, it will hide the next finding in its
place.

## Bad
    See [[unused-suppression]]. <!-- wikilsp-ignore missing-note -->

## Good
    See [[Nowhere]]. <!-- wikilsp-ignore missing-note -->
"""

from collections.abc import Collection, Iterator, Mapping

from wikilsp.finding import Finding, Fix
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.syntax.facts import Suppression
from wikilsp.text import Edit, Span
from wikilsp.vault.vault import Vault
from wikilsp.wording import did_you_mean, nearest


def check(_vault: Vault, _note: Note) -> Iterator[Finding]:
    """Report nothing: only who has run the other rules knows what was silenced, and calls `unused`."""
    return iter(())


RULE = Rule("unused-suppression", Severity.HINT, __doc__, check)


def unused(
    note: Note, silenced: Mapping[Suppression, Collection[str]], severities: Mapping[str, Severity]
) -> Iterator[Finding]:
    """Report each suppression, or code in one, that silenced nothing.

    `silenced` holds the codes that each suppression did silence, `severities` every rule there is. A rule that is off
    might have found something, so its code is passed over; so is a comment that asks for it by naming this rule. For
    one that names no code, `silenced` must hold what rules find that are off as well.
    """
    for suppression in note.facts.suppressions:
        codes, alive = suppression.codes, silenced.get(suppression, frozenset())
        if RULE.code in codes:
            continue
        if not codes and not alive:
            fixes = (_deletion(note, suppression),)
            yield Finding(suppression.span, "this comment silences nothing; delete it", fixes, unnecessary=True)
        dead = [at for at, code in enumerate(codes) if code not in alive and severities.get(code) != Severity.OFF]
        whole = len(dead) == len(codes)
        for at in dead:
            fix = _deletion(note, suppression) if whole else _code_deletion(note, suppression, at)
            span = suppression.code_spans[at]
            yield Finding(span, _message(codes[at], severities), (fix,), unnecessary=True)


def _message(code: str, severities: Mapping[str, Severity]) -> str:
    if code in severities:
        return f"there is no “{code}” to silence here"
    return f"no rule is named “{code}”{did_you_mean(nearest(code, severities))}"


def _code_deletion(note: Note, suppression: Suppression, at: int) -> Fix:
    """Delete one of several codes, with what parts it from the next one, or from the one before if it is the last."""
    spans = suppression.code_spans
    is_last = at + 1 == len(spans)
    cut = Span(spans[at - 1].end, spans[at].end) if is_last else Span(spans[at].start, spans[at + 1].start)
    return Fix("Delete the code", safe=True, edits={note.path: (Edit(cut, ""),)})


def _deletion(note: Note, suppression: Suppression) -> Fix:
    span, starts = suppression.span, note.facts.line_starts
    row = note.position(span.end).row
    if suppression.row == row + 1 and note.position(span.start).column == 1:  # alone on its line, which goes with it
        span = Span(span.start, starts[row] if row < len(starts) else span.end)
    return Fix("Delete the comment", safe=True, edits={note.path: (Edit(span, ""),)})
