"""Runs the rules over notes: which apply, how much each matters, what comments silence. Reads no file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec.structs import replace

from wikilsp.finding import Diagnostic, Finding
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.rules import RULES, unused_suppression
from wikilsp.settings import Globs, Settings, Severity
from wikilsp.syntax.facts import Facts, Suppression
from wikilsp.syntax.quoting import in_quotes
from wikilsp.text import Span
from wikilsp.vault.vault import Vault
from wikilsp.wording import shortened


def lint_vault(vault: Vault, paths: Iterable[str] | None = None) -> Iterator[Diagnostic]:
    """Give the diagnostics of the notes at `paths`, or of all notes, sorted by path and position."""
    for path in sorted(vault.notes if paths is None else paths):
        yield from lint(vault, vault.notes[path])


def lint(vault: Vault, note: Note) -> list[Diagnostic]:
    """Give the diagnostics of one note, sorted by position, then code."""
    if _is_silent(vault, note):
        return []
    severities = _severities(vault.settings, note.path)
    silence = _Silence(note.facts.suppressions)
    diagnostics = []
    for rule in _rules_to_run(note, severities):
        severity = severities[rule.code]
        # The last rule is about the work of the others.
        last = rule is unused_suppression.RULE
        findings = unused_suppression.unused(note, silence.silenced, severities) if last else rule.check(vault, note)
        for finding in findings:
            start, end = map(note.position, finding.span)
            if not silence.covers(start.row, rule.code, finding.span) and severity != Severity.OFF:
                shown = _readable(_in_quotes(note.facts, finding))
                diagnostics.append(Diagnostic(rule.code, severity, note.path, start, end, shown, note.facts.length))
    return sorted(diagnostics, key=lambda diagnostic: (diagnostic.start, diagnostic.code, diagnostic.end))


def _is_silent(vault: Vault, note: Note) -> bool:
    """Can no rule have anything to say? Most notes are such, and this is far cheaper than to ask each rule."""
    sketch = note.sketch
    return (
        sketch.is_plain
        and note.is_read
        and note.undecodable is None
        and vault.are_certain(sketch.names)
        and vault.are_there(note, sketch.files)
        and all(len(vault.alias_holders(alias)) == 1 for alias in sketch.aliases)
    )


def _rules_to_run(note: Note, severities: Mapping[str, Severity]) -> Sequence[Rule]:
    """Give the rules that are on; all of them where it counts whether a comment that names none silences anything."""
    if severities[unused_suppression.RULE.code] != Severity.OFF and not all(
        one.codes for one in note.facts.suppressions
    ):
        return RULES
    return [rule for rule in RULES if severities[rule.code] != Severity.OFF]


def _severities(settings: Settings, path: str) -> dict[str, Severity]:
    """Give each rule's severity in the note at `path`."""
    severities = {rule.code: settings.severities.get(rule.code, rule.severity) for rule in RULES}
    for glob, codes in settings.per_file_ignores.items():
        if _compiled(glob).covers(path):
            severities |= dict.fromkeys(codes, Severity.OFF)
    return severities


@lru_cache(maxsize=256)
def _compiled(glob: str) -> Globs:
    return Globs([glob])


def _readable(finding: Finding) -> Finding:
    """Shorten what is too long to be read: thousands of findings may speak of one long name."""
    texts = (finding.message, *(fix.title for fix in finding.fixes), *(other.message for other in finding.related))
    if all(shortened(text) is text for text in texts):
        return finding
    return replace(
        finding,
        message=shortened(finding.message),
        fixes=tuple(replace(fix, title=shortened(fix.title)) for fix in finding.fixes),
        related=tuple(replace(other, message=shortened(other.message)) for other in finding.related),
    )


def _in_quotes(facts: Facts, finding: Finding) -> Finding:
    """Let what fixes write between the quotes of YAML not end these."""
    fixes = (
        replace(fix, edits={path: tuple(in_quotes(facts, edit) for edit in edits) for path, edits in fix.edits.items()})
        for fix in finding.fixes
    )
    return replace(finding, fixes=tuple(fixes)) if finding.fixes else finding


class _Silence:
    """The comments of a note that silence findings, and what they did silence.

    A note may have thousands of both, so each comment is looked at once for each code that it names.
    """

    def __init__(self, suppressions: Iterable[Suppression]) -> None:
        self.silenced: dict[Suppression, set[str]] = {}
        """The codes that each comment has silenced."""
        self._by_code: dict[tuple[int, str], list[Suppression]] = {}
        """Comments that name a code, by the row that they hold for (0 for the note) and the code."""
        self._bare: dict[int, dict[Span, Suppression]] = {}
        """Comments that name no code, by their row and their place: they silence all but themselves."""
        self._idle: dict[int, dict[Span, Suppression]] = {}
        """Those of them that have silenced nothing so far."""
        for suppression in suppressions:
            for code in suppression.codes:
                self._by_code.setdefault((suppression.row, code), []).append(suppression)
            if not suppression.codes:
                self._bare.setdefault(suppression.row, {})[suppression.span] = suppression
                self._idle.setdefault(suppression.row, {})[suppression.span] = suppression
        self._known: set[tuple[int, str]] = set()

    def covers(self, row: int, code: str, span: Span) -> bool:
        """Whether a finding with this code and place, which begins in this row, is silenced; it is noted down then."""
        by_name = [self._by_name(key) for key in ((0, code), (row, code)) if key in self._by_code]
        bare = [self._by_bare(holds_for, code, span) for holds_for in {0, row} if holds_for in self._bare]
        return any([*by_name, *bare])

    def _by_name(self, key: tuple[int, str]) -> bool:
        if key not in self._known:
            self._known.add(key)
            for suppression in self._by_code[key]:
                self.silenced.setdefault(suppression, set()).add(key[1])
        return True

    def _by_bare(self, row: int, code: str, span: Span) -> bool:
        own = self._idle[row].pop(span, None)
        for suppression in self._idle[row].values():
            self.silenced.setdefault(suppression, set()).add(code)
        self._idle[row] = {span: own} if own else {}
        return len(self._bare[row]) > (span in self._bare[row])
