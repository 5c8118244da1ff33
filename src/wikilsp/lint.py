"""Runs the rules over notes, and applies severities and suppressions. Reads no files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import islice
from typing import get_args

from msgspec.structs import replace

from wikilsp.finding import Diagnostic, Finding
from wikilsp.note import Note
from wikilsp.rule import Part, Rule
from wikilsp.rules import RULES, invalid_utf8, large_note, unused_suppression
from wikilsp.rules.unused_suppression import Silencing
from wikilsp.settings import Globs, Settings, Severity
from wikilsp.syntax.limits import MOST_FINDINGS
from wikilsp.targets import file_links, is_attachment, wikilinks
from wikilsp.text import position
from wikilsp.vault.vault import Vault

_OFF_IN_TEMPLATES = frozenset(
    (
        *("missing-note", "missing-daily-note", "missing-heading", "missing-block", "missing-attachment"),
        *("missing-file", "missing-anchor", "ambiguous-link", "alias-link"),
    )
)
_BY_RESOLUTION: Mapping[str, Part] = {
    "alias": "wikilinks by alias",
    "decoded": "wikilinks by encoded name",
    "external": "wikilinks to a URL",
}
_BY_SCOPE: Mapping[str, Part] = {
    "frontmatter": "properties of front matter",
    "page": "properties of the page",
    "block": "properties of list items",
    "inline": "properties in brackets",
}
_FILE_RULES = frozenset((large_note.RULE.code, invalid_utf8.RULE.code))
"""The rules about the file, which apply to templates as well."""
_LONGEST_MESSAGE = 500
"""The maximum length of a message and of the title of a fix, in characters."""


def lint_vault(vault: Vault, paths: Iterable[str] | None = None) -> Iterator[Diagnostic]:
    """Yield the diagnostics of the notes at `paths`, or of all notes, sorted by path and position."""
    return lint_notes(vault, notes_to_lint(vault, paths))


def lint_notes(vault: Vault, paths: Iterable[str]) -> Iterator[Diagnostic]:
    """Yield the diagnostics of the notes at `paths` of which `notes_to_lint` said that they may have some."""
    for path in paths:
        yield from _lint(vault, vault.notes[path])


def notes_to_lint(vault: Vault, paths: Iterable[str] | None = None) -> list[str]:
    """Return the notes that may have diagnostics, sorted. With `paths`, look only at these."""
    return [
        path for path in sorted(vault.notes if paths is None else paths) if not _is_silent(vault, vault.notes[path])
    ]


def lint(vault: Vault, note: Note) -> list[Diagnostic]:
    """Return the diagnostics of one note, sorted by position, then code."""
    return [] if _is_silent(vault, note) else _lint(vault, note)


def _lint(vault: Vault, note: Note) -> list[Diagnostic]:
    note = note.decoded()
    severities = _severities(vault.settings, note.path)
    report = _Report(note, severities)
    for rule in _rules_to_run(vault, note, severities):
        report.add(rule, rule.check(vault, note))
    # If findings were cut off, each of them might have used a suppression.
    if note.facts.suppressions and not report.is_cut and severities[unused_suppression.RULE.code] != Severity.OFF:
        report.add(unused_suppression.RULE, unused_suppression.find_unused(note, report.silencing, severities))
    return sorted(report.diagnostics, key=lambda diagnostic: (diagnostic.start, diagnostic.code, diagnostic.end))


class _Report:
    """Collects the diagnostics of a note."""

    def __init__(self, note: Note, severities: Mapping[str, Severity]) -> None:
        self.silencing = Silencing(note.facts.suppressions)
        self.diagnostics: list[Diagnostic] = []
        self.is_cut = False
        """Whether a rule had too many findings to report them all."""
        self._note = note
        self._severities = severities

    def add(self, rule: Rule, findings: Iterator[Finding]) -> None:
        """Add the findings of a rule, one at a time: a comment that silences one is thereby used, and not unused."""
        self._add(rule, islice(findings, MOST_FINDINGS))
        excess = next(findings, None)
        if excess:
            self.is_cut = True
            if self._severities[rule.code] != Severity.OFF:
                self._add(large_note.RULE, [large_note.cut(rule.code, excess)])

    def _add(self, rule: Rule, findings: Iterable[Finding]) -> None:
        """Add a diagnostic for each finding that no suppression silences, if the rule is enabled."""
        note, facts, code = self._note, self._note.facts, rule.code
        codes = (code, rule.covered_by) if rule.covered_by else (code,)
        severity = self._severities[code]
        for finding in findings:
            if finding.span.start < facts.template_end and code not in _FILE_RULES:
                continue
            start, end = position(facts.line_starts, finding.span.start), position(facts.line_starts, finding.span.end)
            if not self.silencing.silences(start.row, codes, finding.span) and severity != Severity.OFF:
                most = min(severity, finding.most)
                self.diagnostics.append(Diagnostic(code, most, note.path, start, end, _shorten(finding), facts.length))


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


def _rules_to_run(vault: Vault, note: Note, severities: Mapping[str, Severity]) -> list[Rule]:
    """Return the rules about something in the note: those enabled, or all to check whether suppressions are used.

    Disabled rules only matter for a suppression without codes.
    """
    by_part = _rules_by_part()
    rules = [RULES[at] for at in sorted({at for part in _parts(vault, note) for at in by_part.get(part, ())})]
    checks_suppressions = severities[unused_suppression.RULE.code] != Severity.OFF
    if checks_suppressions and not all(suppression.codes for suppression in note.facts.suppressions):
        return rules
    return [rule for rule in rules if severities[rule.code] != Severity.OFF]


@cache
def _rules_by_part() -> Mapping[str, Sequence[int]]:
    """Return the numbers of the rules about each part, and by the code of each candidate."""
    by_part: dict[str, list[int]] = {part: [] for part in get_args(Part)}
    for at, rule in enumerate(RULES):
        for part in (rule.code, *rule.about):
            by_part.setdefault(part, []).append(at)
    return by_part


def _parts(vault: Vault, note: Note) -> set[str]:
    """Return the parts of a note that rules are about, and the codes of its candidates."""
    facts = note.facts
    parts = {candidate.kind for candidate in facts.candidates}
    parts.update(_BY_SCOPE[scope] for scope in {made.scope for made in facts.properties})
    parts.update(_link_parts(vault, note))
    own: tuple[tuple[Part, object], ...] = (
        ("aliases", facts.aliases),
        ("block ids", facts.blocks),
        ("embeds of notes", note.summary.embeds),
        ("bytes that are not UTF-8", note.undecodable is not None),
        ("size beyond the limit", note.oversize is not None),
    )
    parts.update(part for part, is_there in own if is_there)
    return parts


def _link_parts(vault: Vault, note: Note) -> Iterator[Part]:
    for link, found in wikilinks(vault, note):
        if found.how in _BY_RESOLUTION:
            yield _BY_RESOLUTION[found.how]
        elif found.how == "missing":
            is_of_file = is_attachment(link.path, vault.settings)
            yield "wikilinks to no attachment" if is_of_file else "wikilinks to no note"
        if found.others:
            yield "wikilinks with several targets"
        if link.headings or link.block:
            yield "wikilinks with a fragment"
    for link, found in file_links(vault, note):
        yield "links to nothing" if found.how == "missing" else "links to files"
        if link.headings or link.block:
            yield "links with an anchor"


def _severities(settings: Settings, path: str) -> Mapping[str, Severity]:
    """Return the severity of each rule in the note at `path`."""
    severities = _severities_of(tuple(settings.severities.items()))
    by_code = _globs_by_code(tuple(settings.per_file_ignores.items()))
    ignored = {code for code, globs in by_code if globs.covers(path)}
    off = {rule.code for rule in RULES if {rule.code, rule.covered_by} & ignored} if ignored else set[str]()
    if settings.templates_in((path,)):
        off |= _OFF_IN_TEMPLATES
    return {**severities, **dict.fromkeys(off & severities.keys(), Severity.OFF)} if off else severities


@lru_cache(maxsize=8)
def _severities_of(own: tuple[tuple[str, Severity], ...]) -> Mapping[str, Severity]:
    """Return the severity of each rule, given the ones that the settings set."""
    severities = dict(own)
    return {rule.code: severities.get(rule.code, rule.default) for rule in RULES}


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
