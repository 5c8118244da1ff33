"""`wikilsp-ignore` comment that silences nothing.

## Why
The problem it was written for was fixed, or its rule code is misspelled. A comment that stays may hide a new problem
later.

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
    """Report nothing. `find_unused` does, once the other rules have run and what they silenced is known."""
    return iter(())


RULE = Rule("unused-suppression", Severity.HINT, __doc__, check)


def find_unused(
    note: Note, silenced: Mapping[Suppression, Collection[str]], severities: Mapping[str, Severity]
) -> Iterator[Finding]:
    """Report each suppression, or code in one, that silenced nothing.

    `silenced` maps each suppression to the codes of the findings that it silenced; for a suppression without codes, it
    must include the findings of disabled rules. `severities` has an entry for every rule.

    The code of a disabled rule is not reported, since that rule might have found something. A suppression that names
    this rule is never reported.
    """
    for suppression in note.facts.suppressions:
        codes, used = suppression.codes, silenced.get(suppression, frozenset())
        if RULE.code in codes:
            continue
        if not codes and not used:
            fixes = (_remove_comment(note, suppression),)
            yield Finding(suppression.span, "comment silences nothing; delete it", fixes, unnecessary=True)
        places = zip(codes, suppression.code_spans, strict=True)
        unused = {span: code for code, span in places if code not in used and severities.get(code) != Severity.OFF}
        for span, code in unused.items():
            is_all = len(unused) == len(codes)
            fix = _remove_comment(note, suppression) if is_all else _remove_code(note, suppression, span)
            yield Finding(span, _message(code, severities), (fix,), unnecessary=True)


def _message(code: str, severities: Mapping[str, Severity]) -> str:
    if code in severities:
        return f"“{code}” silences nothing here; delete it"
    return f"unknown rule “{code}”{did_you_mean(nearest(code, severities)) or '; delete it'}"


def _remove_code(note: Note, suppression: Suppression, span: Span) -> Fix:
    """Remove one of several codes and the separator after it, or the separator before it if it is the last."""
    spans = suppression.code_spans
    at = spans.index(span)
    cut = Span(spans[at - 1].end, span.end) if span == spans[-1] else Span(span.start, spans[at + 1].start)
    return Fix("Remove code", safe=True, edits={note.path: (Edit(cut, ""),)})


def _remove_comment(note: Note, suppression: Suppression) -> Fix:
    span, starts = suppression.span, note.facts.line_starts
    row = note.position(span.end).row
    if suppression.row == row + 1 and note.position(span.start).column == 1:  # alone on its line: remove the line
        span = Span(span.start, starts[row] if row < len(starts) else span.end)
    return Fix("Remove comment", safe=True, edits={note.path: (Edit(span, ""),)})
