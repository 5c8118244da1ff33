"""Runs the rules over notes, and applies severities and suppressions. Reads no files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice

from msgspec.structs import replace

from wikilsp.finding import Diagnostic, Finding
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.rules import RULES, invalid_utf8, large_note, unused_suppression
from wikilsp.rules.unused_suppression import Silencing
from wikilsp.settings import Globs, Settings, Severity
from wikilsp.syntax.limits import MOST_FINDINGS
from wikilsp.text import position
from wikilsp.vault.vault import Vault

_OFF_IN_TEMPLATES = frozenset(
    (
        *("missing-note", "missing-daily-note", "missing-heading", "missing-block", "missing-attachment"),
        *("missing-file", "missing-anchor", "ambiguous-link", "alias-link"),
    )
)
_FILE_RULES = frozenset((large_note.RULE.code, invalid_utf8.RULE.code))
"""The rules about the file, which apply to templates as well."""
_LONGEST_MESSAGE = 500
"""The maximum length of a message and of the title of a fix, in characters."""


def lint_vault(vault: Vault, paths: Iterable[str] | None = None) -> Iterator[Diagnostic]:
    """Yield the diagnostics of the notes at `paths`, or of all notes, sorted by path and position."""
    for path in sorted(vault.notes if paths is None else paths):
        yield from lint(vault, vault.notes[path])


def notes_to_lint(vault: Vault, paths: Iterable[str] | None = None) -> list[str]:
    """Return the notes that may have diagnostics, sorted. With `paths`, look only at these."""
    return [
        path for path in sorted(vault.notes if paths is None else paths) if not _is_silent(vault, vault.notes[path])
    ]


def lint(vault: Vault, note: Note) -> list[Diagnostic]:
    """Return the diagnostics of one note, sorted by position, then code."""
    if _is_silent(vault, note):
        return []
    note = note.decoded()
    severities = _severities(vault.settings, note.path)
    silencing = Silencing(note.facts.suppressions)
    diagnostics: list[Diagnostic] = []
    is_cut = False
    for rule in _rules_to_run(note, severities):
        if rule is unused_suppression.RULE:
            # It runs last, and only if no findings were cut off: each might have used a suppression.
            findings = unused_suppression.find_unused(note, silencing, severities) if not is_cut else iter(())
        else:
            findings = rule.check(vault, note)
        # One finding at a time: a comment that silences one is thereby used, and not reported as unused later.
        diagnostics += _diagnostics(note, rule, islice(findings, MOST_FINDINGS), silencing, severities)
        excess = next(findings, None)
        is_cut = is_cut or excess is not None
        if excess and severities[rule.code] != Severity.OFF:
            cut = large_note.cut(rule.code, excess)
            diagnostics += _diagnostics(note, large_note.RULE, [cut], silencing, severities)
    return sorted(diagnostics, key=lambda diagnostic: (diagnostic.start, diagnostic.code, diagnostic.end))


def _diagnostics(
    note: Note, rule: Rule, findings: Iterable[Finding], silencing: Silencing, severities: Mapping[str, Severity]
) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each finding of an enabled rule that no suppression silences."""
    facts, code = note.facts, rule.code
    codes = (code, rule.covered_by) if rule.covered_by else (code,)
    for finding in findings:
        if finding.span.start < facts.template_end and code not in _FILE_RULES:
            continue
        start, end = (position(facts.line_starts, offset) for offset in finding.span)
        if not silencing.silences(start.row, codes, finding.span) and severities[code] != Severity.OFF:
            severity = min(severities[code], finding.most)
            yield Diagnostic(code, severity, note.path, start, end, _shorten(finding), facts.length)


def _is_silent(vault: Vault, note: Note) -> bool:
    """Whether no rule can find anything. This holds for most notes and is far cheaper than running the rules."""
    summary = note.summary
    return (
        summary.is_plain
        and note.is_read
        and note.undecodable is None
        and vault.are_unambiguous(summary.names)
        and vault.are_files(note, summary.files)
        and not (summary.files and vault.settings.severities.get("link-case"))
        and all(len(vault.registry.alias_holders(alias)) == 1 for alias in summary.aliases)
    )


def _rules_to_run(note: Note, severities: Mapping[str, Severity]) -> Sequence[Rule]:
    """Return the enabled rules, or all of them if a suppression without codes must be checked for use."""
    checks_suppressions = severities[unused_suppression.RULE.code] != Severity.OFF
    if checks_suppressions and not all(suppression.codes for suppression in note.facts.suppressions):
        return RULES
    return [rule for rule in RULES if severities[rule.code] != Severity.OFF]


def _severities(settings: Settings, path: str) -> dict[str, Severity]:
    """Return the severity of each rule in the note at `path`."""
    severities = {rule.code: settings.severities.get(rule.code, rule.default) for rule in RULES}
    by_code = _globs_by_code(tuple(settings.per_file_ignores.items()))
    ignored = {code for code, globs in by_code if globs.covers(path)}
    if ignored:
        severities |= {rule.code: Severity.OFF for rule in RULES if {rule.code, rule.covered_by} & ignored}
    if settings.templates_in((path,)):
        severities |= dict.fromkeys(_OFF_IN_TEMPLATES & severities.keys(), Severity.OFF)
    return severities


@lru_cache(maxsize=8)
def _globs_by_code(per_file: tuple[tuple[str, tuple[str, ...]], ...]) -> list[tuple[str, Globs]]:
    """Return, for each rule with exceptions, its code and the globs of the notes in which it is off."""
    by_code: dict[str, list[str]] = {}
    for glob, codes in per_file:
        # Each glob applies by itself, so there is nothing that “!” could exempt.
        for code in () if glob.startswith("!") else codes:
            by_code.setdefault(code, []).append(glob)
    return [(code, Globs(globs)) for code, globs in by_code.items()]


def _shorten(finding: Finding) -> Finding:
    """Shorten the texts of a finding that are too long: thousands of findings may quote one long name."""
    related, fixes = finding.related, finding.fixes
    texts = (finding.message, *(fix.title for fix in fixes), *(other.message for other in related))
    if max(map(len, texts)) <= _LONGEST_MESSAGE:
        return finding
    return replace(
        finding,
        message=_cut(finding.message),
        subject="",
        fixes=tuple(replace(fix, title=_cut(fix.title)) for fix in fixes),
        related=tuple(replace(other, message=_cut(other.message)) for other in related),
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_MESSAGE else f"{text[: _LONGEST_MESSAGE - 1]}…"
