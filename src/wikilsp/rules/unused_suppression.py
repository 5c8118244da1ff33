"""`wikilsp-ignore` comment that silences nothing.

## Why
The problem it was written for was fixed, or its rule code is misspelled. A comment that stays may hide a new problem
later.

## Bad
    See [[unused-suppression]]. <!-- wikilsp-ignore missing-note -->

## Good
    See [[Nowhere]]. <!-- wikilsp-ignore missing-note -->
"""

from collections.abc import Iterable, Iterator, Mapping

from wikilsp.finding import Finding, Fix
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.syntax.facts import Suppression
from wikilsp.text import Span
from wikilsp.vault.vault import Vault
from wikilsp.wording import did_you_mean, nearest


def check(_vault: Vault, _note: Note) -> Iterator[Finding]:
    """Report nothing. `find_unused` does, once the other rules have run and what they silenced is known."""
    return iter(())


RULE = Rule("unused-suppression", Severity.HINT, __doc__, check)


class Silencing:
    """The suppressions of a note, by the findings that they silence; and which of them have silenced any so far."""

    def __init__(self, suppressions: Iterable[Suppression]) -> None:
        self._named: dict[tuple[int, str], bool] = {}
        """Whether a code is used yet that a suppression of this row names; row 0 is the whole note."""
        self._bare: dict[int, list[Span]] = {}
        """The spans of the suppressions of a row that name no code."""
        self._spans: dict[int, set[Span]] = {}
        """The spans of findings that these silenced: two say as much as all."""
        for suppression in suppressions:
            if not suppression.codes:
                self._bare.setdefault(suppression.row, []).append(suppression.span)
            for code in suppression.codes:
                self._named[suppression.row, code] = False

    def silences(self, row: int, codes: Iterable[str], span: Span) -> bool:
        """Whether a finding in this row is silenced by a suppression that names one of `codes`, or no code.

        The suppressions that silence it count as used from now on.
        """
        silenced = False
        for place in (0, row):
            for code in codes:
                if (place, code) in self._named:
                    self._named[place, code] = silenced = True
            # One without codes silences all but itself.
            bare = self._bare.get(place)
            if bare and (len(bare) > 1 or bare[0] != span):
                silenced = True
                spans = self._spans.setdefault(place, set())
                if len(spans) < 2:
                    spans.add(span)
        return silenced

    def has_silenced(self, suppression: Suppression, code: str | None = None) -> bool:
        """Whether a suppression has silenced a code that it names, or anything if it names none."""
        if code is not None:
            return self._named[suppression.row, code]
        return not self._spans.get(suppression.row, set()) <= {suppression.span}


def find_unused(note: Note, silencing: Silencing, severities: Mapping[str, Severity]) -> Iterator[Finding]:
    """Report each suppression, or code in one, that silenced nothing.

    `silencing` must have been asked about the findings of all other rules; for a suppression without codes, of
    disabled rules too. `severities` has an entry for every rule.

    The code of a disabled rule is not reported, since that rule might have found something. A suppression that names
    this rule is never reported.
    """
    for suppression in note.facts.suppressions:
        codes = suppression.codes
        if RULE.code in codes:
            continue
        if not codes and not silencing.has_silenced(suppression):
            fixes = (_remove_comment(note, suppression),)
            yield Finding(suppression.span, "comment silences nothing; delete it", fixes, unnecessary=True)
        unused = [
            index
            for index, code in enumerate(codes)
            if not silencing.has_silenced(suppression, code) and severities.get(code) != Severity.OFF
        ]
        for index in unused:
            is_all = len(unused) == len(codes)
            fix = _remove_comment(note, suppression) if is_all else _remove_code(note, suppression, index)
            yield Finding(suppression.code_spans[index], _message(codes[index], severities), (fix,), unnecessary=True)


def _message(code: str, severities: Mapping[str, Severity]) -> str:
    if code in severities:
        return f"“{code}” silences nothing here; delete it"
    return f"unknown rule “{code}”{did_you_mean(nearest(code, severities)) or '; delete it'}"


def _remove_code(note: Note, suppression: Suppression, index: int) -> Fix:
    """Remove one of several codes and the separator after it, or the separator before it if it is the last."""
    spans = suppression.code_spans
    span, is_last = spans[index], index == len(spans) - 1
    cut = Span(spans[index - 1].end, span.end) if is_last else Span(span.start, spans[index + 1].start)
    return Fix("Remove code", safe=True, edits={note.path: (note.edit(cut, ""),)})


def _remove_comment(note: Note, suppression: Suppression) -> Fix:
    span, starts = suppression.span, note.facts.line_starts
    row = note.position(span.end).row
    if suppression.row == row + 1 and note.position(span.start).column == 1:  # alone on its line: remove the line
        span = Span(span.start, starts[row] if row < len(starts) else span.end)
    return Fix("Remove comment", safe=True, edits={note.path: (note.edit(span, ""),)})
