"""Run the rules over notes, and apply severities and suppressions. Reads no files."""

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
from wikilsp.vault.vault import Vault


def lint_vault(vault: Vault, paths: Iterable[str] | None = None) -> Iterator[Diagnostic]:
    """Yield the diagnostics of the notes at `paths`, or of all notes, sorted by path and position."""
    for path in sorted(vault.notes if paths is None else paths):
        yield from lint(vault, vault.notes[path])


def lint(vault: Vault, note: Note) -> list[Diagnostic]:
    """Return the diagnostics of one note, sorted by position, then code."""
    if _is_silent(vault, note):
        return []
    severities = _severities(vault.settings, note.path)
    suppressions_at: dict[int, list[Suppression]] = {}
    for suppression in note.facts.suppressions:
        suppressions_at.setdefault(suppression.row, []).append(suppression)
    silenced: dict[Suppression, set[str]] = {}
    diagnostics = []
    for rule in _rules_to_run(note, severities):
        severity = severities[rule.code]
        if rule is unused_suppression.RULE:  # the last rule: it checks what the others silenced
            findings = unused_suppression.find_unused(note, silenced, severities)
        else:
            findings = rule.check(vault, note)
        for finding in findings:
            start, end = map(note.position, finding.span)
            applicable = (*suppressions_at.get(0, ()), *suppressions_at.get(start.row, ()))
            silencing = [suppression for suppression in applicable if _silences(suppression, rule.code, finding)]
            for suppression in silencing:
                silenced.setdefault(suppression, set()).add(rule.code)
            if not silencing and severity != Severity.OFF:
                escaped = _escape_edits(note.facts, finding)
                diagnostics.append(Diagnostic(rule.code, severity, note.path, start, end, escaped, note.facts.length))
    return sorted(diagnostics, key=lambda diagnostic: (diagnostic.start, diagnostic.code, diagnostic.end))


def _is_silent(vault: Vault, note: Note) -> bool:
    """Whether no rule can find anything. This holds for most notes and is far cheaper than running the rules."""
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
    """Return the enabled rules, or all of them if a suppression without codes is to be checked for use."""
    checks_suppressions = severities[unused_suppression.RULE.code] != Severity.OFF
    if checks_suppressions and not all(suppression.codes for suppression in note.facts.suppressions):
        return RULES
    return [rule for rule in RULES if severities[rule.code] != Severity.OFF]


def _severities(settings: Settings, path: str) -> dict[str, Severity]:
    """Return the severity of each rule in the note at `path`."""
    severities = {rule.code: settings.severities.get(rule.code, rule.severity) for rule in RULES}
    for code, globs in _ignores(tuple(settings.per_file_ignores.items())):
        if globs.covers(path):
            severities[code] = Severity.OFF
    return severities


@lru_cache(maxsize=8)
def _ignores(per_file: tuple[tuple[str, tuple[str, ...]], ...]) -> list[tuple[str, Globs]]:
    """Return the globs of the notes in which each rule is not reported."""
    by_code: dict[str, list[str]] = {}
    for glob, codes in per_file:
        # Each glob stands for itself, so there is nothing that “!” could let through.
        for code in () if glob.startswith("!") else codes:
            by_code.setdefault(code, []).append(glob)
    return [(code, Globs(globs)) for code, globs in by_code.items()]


def _escape_edits(facts: Facts, finding: Finding) -> Finding:
    """Escape the text that fixes insert between YAML quotes, so that it does not end the quoted text."""
    fixes = (
        replace(fix, edits={path: tuple(in_quotes(facts, edit) for edit in edits) for path, edits in fix.edits.items()})
        for fix in finding.fixes
    )
    return replace(finding, fixes=tuple(fixes)) if finding.fixes else finding


def _silences(suppression: Suppression, code: str, finding: Finding) -> bool:
    """Whether a suppression silences a finding in its range. One without codes silences everything but itself."""
    return code in suppression.codes if suppression.codes else suppression.span != finding.span
