"""Applies fixes in memory, leaving out any that would not remove its finding or would cause a new one."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, count, takewhile
from typing import NamedTuple

from msgspec import Struct

from wikilsp.draft import Draft, Edits, NoteFix
from wikilsp.finding import Diagnostic, applicable_fix
from wikilsp.index.vault_index import VaultIndex
from wikilsp.lint import lint
from wikilsp.note import Note
from wikilsp.syntax.facts import checksum
from wikilsp.syntax.limits import MOST_FINDINGS
from wikilsp.syntax.parse import parse
from wikilsp.text import apply_edits
from wikilsp.vault.edit_guard import check_edits

_MOST_PARSED = 1_500_000
"""How many characters of a note are parsed, counting repetitions, before its other findings are not fixed."""
_LEAST_PARSED = 2_000
"""How many characters a shorter text counts as, since parsing and linting it takes no less time."""
_MOST_LINTED = 10_000
"""How often notes are linted to see what fixes of other notes change in them, besides 20 times for each note.

After that, fixes that affect more than a hundred notes are not tried: thousands of them would take hours.
"""
_FEW = 100
_MANY = 16
"""If more fixes than this each cause a new finding, they are not tried one by one."""


New = Callable[[str, str | None, list[Diagnostic]], list[Diagnostic]]
"""Returns the findings that are not known, as `Baseline.new` does."""


def all_new(_path: str, _text: str | None, found: list[Diagnostic]) -> list[Diagnostic]:
    """Return all findings: the vault has no baseline."""
    return found


class FixedNote(Struct, frozen=True):
    """A note after fixing. `edits` are in offsets of the text `before`."""

    path: str
    before: str
    edits: Edits
    settled: Counter[str]
    """The number of findings that are fixed, by the code of the rule."""
    note: Note
    """The note with the fixes applied."""

    @property
    def after(self) -> str:
        """The text with the fixes applied."""
        return apply_edits(self.before, self.edits)


class Unfixed(NamedTuple):
    """The number of findings in a note that are not fixed although each has a fix, and the reason."""

    path: str
    findings: int
    why: str


class Fixes(NamedTuple):
    """The result of fixing notes, sorted by path."""

    made: list[FixedNote]
    left: list[Unfixed]


def too_many(found: Iterable[Diagnostic]) -> str | None:
    """Return why a note with these findings is not fixed: if some are left out, new ones cannot be recognized."""
    for code, number in Counter(diagnostic.code for diagnostic in found).items():
        if number >= MOST_FINDINGS:
            return f"“{code}” has {MOST_FINDINGS:,} findings or more in this note; split the note"
    return None


def fix(
    index: VaultIndex,
    found: Mapping[str, list[Diagnostic]],
    read: Callable[[str], str | None],
    codes: Collection[str],
    *,
    unsafe: bool,
    new: New = all_new,
) -> Fixes:
    """Fix notes until nothing more can be fixed.

    `found` has the result of `lint` for each of the notes. Only findings with one of `codes` that `new` returns are
    fixed, and only by safe fixes unless `unsafe`. A fix is left out if it causes a new finding in any note. `read`
    returns the text of a note, or None if it is not available or must not change. The index is the same afterwards.
    Raise `MisplacedError` if the text of a note does not match the facts that a fix is based on.
    """
    fixer = _Fixer(index, found, read, codes, unsafe=unsafe, new=new)
    with index.rehearsal():
        fixer.run()
        return Fixes(fixer.made(), fixer.left())


class _Fixer:
    """Applies fixes. Each one reduces the number of findings in the vault, so this terminates."""

    def __init__(
        self,
        index: VaultIndex,
        found: Mapping[str, list[Diagnostic]],
        read: Callable[[str], str | None],
        codes: Collection[str],
        *,
        unsafe: bool,
        new: New,
    ) -> None:
        self._index = index
        self._paths = sorted(found)
        self._read = read
        self._codes = codes
        self._unsafe = unsafe
        self._new = new
        self._started = set[str]()
        self._drafts: dict[str, Draft] = {}
        self._found = dict(found)
        self._parsed = Counter[str]()
        self._linted = 0
        self._cut_short: dict[str, str] = {}
        """Why the remaining findings of a note are not fixed."""

    def run(self) -> None:
        """Fix the notes one by one, until a round over all of them applies no fix. One fix may make others possible."""
        while sum(map(self._fix_note, self._paths)):
            pass

    def made(self) -> list[FixedNote]:
        """Return the notes in which findings were fixed."""
        notes, drafts = self._index.vault.notes, sorted(self._drafts.items())
        return [
            FixedNote(path, draft.before, draft.edits(), draft.settled, notes[path])
            for path, draft in drafts
            if draft.settled
        ]

    def left(self) -> list[Unfixed]:
        """Return the notes with findings that are not fixed, except those whose text is not available."""
        left = []
        for path in self._paths:
            found = self._findings(path)
            number = sum(1 for _ in self._fixes_for(self._new_ones(path, found)))
            if number and (path in self._drafts or path not in self._started):
                left.append(Unfixed(path, number, too_many(found) or self._why_left(path)))
        return left

    def _why_left(self, path: str) -> str:
        return self._cut_short.get(path, "a fix would cause a new finding; fix it by hand")

    def _fix_note(self, path: str) -> bool:
        """Apply fixes that do not touch each other to a note. Return True if there are any."""
        if not self._is_fixable(path) or not self._start(path):
            return False
        # The note may have changed since it was linted, so its findings are read again.
        found = self._new_ones(path, self._findings(path))
        groups = takewhile(lambda _: self._may_continue(path), _split_touching(self._fixes_for(found)))
        return any(self._apply(path, fixes) is not None for fixes in groups)

    def _may_continue(self, path: str) -> bool:
        """Whether the note may be parsed once more. The first time it may, however long it is."""
        done, more = self._parsed[path], _cost(self._drafts[path].text)
        if done and done + more > _MOST_PARSED:
            self._cut_short[path] = (
                "each fix uncovers another finding, too many for a note of this size; split the note, or fix it by hand"
            )
        return path not in self._cut_short

    def _may_lint(self, path: str, affected: set[str]) -> bool:
        """Whether the notes that a fix of a note affects may be linted."""
        self._linted += len(affected)
        if len(affected) > _FEW and self._linted > _MOST_LINTED + 20 * len(self._index.vault.notes):
            self._cut_short[path] = "a fix affects too many other notes; fix it by hand"
        return path not in self._cut_short

    def _is_fixable(self, path: str) -> bool:
        found = self._findings(path)
        return any(self._fixes_for(found)) and not too_many(found)

    def _apply(self, path: str, fixes: Sequence[NoteFix]) -> int | None:
        """Apply as many of these fixes as possible. Return the offset of the first change, or None if there is none."""
        changed, refused = self._try(path, fixes)
        while changed is None and 0 < len(refused) < len(fixes):
            # Fixes that cause new findings are left out together: there may be thousands of them.
            fixes = [fix for fix in fixes if fix not in refused]
            changed, refused = self._try(path, fixes)
        half = len(fixes) // 2
        if changed is not None or not half or len(refused) > _MANY or not self._may_continue(path):
            return changed
        changed = self._apply(path, fixes[half:])
        # Only fixes before all changes keep their place. The others wait for the next round.
        if changed is not None and changed <= fixes[half - 1].end:
            return changed
        earlier = self._apply(path, fixes[:half])
        return changed if earlier is None else earlier

    def _try(self, path: str, fixes: Sequence[NoteFix]) -> tuple[int | None, set[NoteFix]]:
        """Apply all of these fixes or none. Return the offset of the first change, or None, and the refused fixes.

        The fixes must remove their findings and cause no new ones. Findings that they uncover are fixed with them: each
        fixed property line may show that the next line is one, too. If the fixes are not applied, the refused ones are
        those next to the new findings in this note, if any.
        """
        vault, draft = self._index.vault, self._drafts[path]
        old = now = vault.notes[path]
        settled = Counter(fix.code for fix in fixes)
        gone = Counter({(path, code): number for code, number in settled.items()})
        affected, refused, tried = set[str](), set[NoteFix](), fixes
        start = len(draft.text)
        for step in count():
            if not fixes or not self._may_continue(path):
                break
            check_edits(now, draft.text, [edit for fix in fixes for edit in fix.edits])
            self._parsed[path] += _cost(draft.text)
            draft, start = draft.apply(fixes), min(start, fixes[0].start)
            now = Note(path, parse(draft.text, vault.settings.dialect))
            affected |= self._put(now)
            if not self._may_lint(path, affected):
                break
            self._find_before(affected, old, now)
            after = {other: lint(vault, vault.notes[other]) for other in affected}
            new = _count(after.values()) - (_count(map(self._findings, affected)) - gone)
            if not new:
                self._drafts[path] = draft._replace(settled=draft.settled + settled)
                self._found |= after
                return start, refused
            uncovered = [found for found in after[path] if (path, found.code) in new]
            refused = refused if step else _fixes_at(uncovered, tried, self._findings(path))
            unknown = self._new(path, draft.text, after[path])
            fixes = next(_split_touching(self._fixes_for(one for one in unknown if (path, one.code) in new)), [])
        if vault.notes[path] is not old:
            self._put(old)
        return None, refused

    def _find_before(self, affected: set[str], old: Note, now: Note) -> None:
        """Lint the affected notes as they were before one of them changed from `old` to `now`, unless that is done."""
        if not affected <= self._found.keys():
            self._put(old)
            for path in affected:
                self._findings(path)
            self._put(now)

    def _put(self, note: Note) -> set[str]:
        """Replace a note, and return the notes with findings that may differ then."""
        self._index.put(note)
        return self._index.affected()

    def _findings(self, path: str) -> list[Diagnostic]:
        if path not in self._found:
            vault = self._index.vault
            self._found[path] = lint(vault, vault.notes[path])
        return self._found[path]

    def _fixes_for(self, diagnostics: Iterable[Diagnostic]) -> Iterator[NoteFix]:
        for diagnostic in diagnostics:
            found = applicable_fix(diagnostic, unsafe=self._unsafe) if diagnostic.code in self._codes else None
            if found:
                yield NoteFix(diagnostic.code, found.edits[diagnostic.path])

    def _new_ones(self, path: str, found: list[Diagnostic]) -> list[Diagnostic]:
        """Return the findings that are not known, of all those in the current text of a note, if that was read."""
        return self._new(path, self._drafts[path].text, found) if path in self._drafts else found

    def _start(self, path: str) -> bool:
        """Make a draft of a note from its current text, unless there is one. Return True if the note may be changed."""
        if path not in self._started:
            self._started.add(path)
            vault, text = self._index.vault, self._read(path)
            old = vault.notes[path]
            if text is not None:
                self._drafts[path] = Draft.of(text)
                if (len(text), checksum(text)) != (old.facts.length, old.facts.checksum):
                    for affected in self._put(Note(path, parse(text, vault.settings.dialect))):
                        self._found.pop(affected, None)
        return path in self._drafts


def _cost(text: str) -> int:
    return max(len(text), _LEAST_PARSED)


def _count(found: Iterable[Iterable[Diagnostic]]) -> Counter[tuple[str, str]]:
    return Counter((diagnostic.path, diagnostic.code) for diagnostics in found for diagnostic in diagnostics)


def _fixes_at(found: Iterable[Diagnostic], fixes: Sequence[NoteFix], before: Iterable[Diagnostic]) -> set[NoteFix]:
    """Return the fixes next to findings that did not exist `before`. The fixes are sorted."""
    shifts = list(accumulate((fix.growth for fix in fixes), initial=0))
    starts, ends = [fix.start for fix in fixes], [fix.end for fix in fixes]
    known = {(old.code, old.finding.span.start + shifts[bisect_right(ends, old.finding.span.start)]) for old in before}
    new_starts = [start + shift for start, shift in zip(starts, shifts, strict=False)]
    new = (one for one in found if (one.code, one.finding.span.start) not in known)
    return {fixes[max(bisect_right(new_starts, one.finding.span.end) - 1, 0)] for one in new}


def _split_touching(fixes: Iterable[NoteFix]) -> Iterator[list[NoteFix]]:
    """Split fixes into lists in which none overlaps or touches another. Usually one list is enough."""
    left = sorted(fixes, key=lambda fix: (fix.start, fix.end))
    while left:
        chosen, touching, end = [], [], -1
        for fix in left:
            if fix.start > end:
                chosen.append(fix)
                end = fix.end
            else:
                touching.append(fix)
        yield chosen
        left = touching
