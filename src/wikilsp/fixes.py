"""Makes the fixes of findings: each settles what it is for, and none makes a new finding. Writes no file."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, count, takewhile
from typing import NamedTuple

from msgspec import Struct

from wikilsp.draft import Draft, Edits, Wanted
from wikilsp.finding import Diagnostic, Fix
from wikilsp.index.graph import Graph
from wikilsp.lint import lint
from wikilsp.note import Note
from wikilsp.syntax.facts import checksum
from wikilsp.syntax.limits import MOST_FINDINGS
from wikilsp.syntax.parse import parse
from wikilsp.text import apply_edits
from wikilsp.vault.edit_guard import check_edits

_MOST_READ = 1_500_000
"""How many characters of a note are read, again and again, before what is left is not fixed."""
_LEAST_READ = 2_000
"""As how many characters a shorter text counts: reading and checking it takes no less time."""
_MANY = 16
"""So many fixes that all bring something new to light are not tried one by one."""


class Fixed(Struct, frozen=True):
    """A note with some of its findings fixed. `edits` are in offsets of the text `before`."""

    path: str
    before: str
    edits: Edits
    settled: int
    """How many findings are settled."""
    note: Note
    """The note with the fixes made."""

    @property
    def after(self) -> str:
        """The text with the fixes made."""
        return apply_edits(self.before, self.edits)


class Unfixed(NamedTuple):
    """Findings of a note that are left although each has a fix: how many, and why in words."""

    path: str
    findings: int
    why: str


class Fixes(NamedTuple):
    """What came of fixing notes, by path."""

    made: list[Fixed]
    left: list[Unfixed]


def applicable(diagnostic: Diagnostic, *, unsafe: bool) -> Fix | None:
    """Give the fix that can be made without asking anybody: an edit of the note itself that is the only one offered.

    Where there are several, which is meant is for a person to say; so is whether a note is to be created.
    """
    edits = [fix for fix in diagnostic.finding.fixes if fix.edits]
    if len(edits) != 1 or not (edits[0].safe or unsafe):
        return None
    return edits[0] if edits[0].edits.keys() == {diagnostic.path} and not edits[0].create else None


def too_many(found: Iterable[Diagnostic]) -> str | None:
    """Return why a note with these findings is not fixed: where findings are left out, no one knows which are new."""
    for code, number in Counter(diagnostic.code for diagnostic in found).items():
        if number >= MOST_FINDINGS:
            return f"“{code}” has {MOST_FINDINGS:,} findings or more in this note; split the note"
    return None


def fix(
    graph: Graph,
    found: Mapping[str, list[Diagnostic]],
    read: Callable[[str], str | None],
    codes: Collection[str],
    *,
    unsafe: bool,
) -> Fixes:
    """Fix what can be fixed in notes, until nothing more can be; say what has become of them.

    `found` is what `lint` finds in each of the notes. Only findings with one of `codes` are fixed, only safely unless
    `unsafe`. A fix is left out if there would be a new finding in any note. `read` gives the text of a note, None if it
    cannot be had or must not change. The graph is the same afterwards as before. Raises `MisplacedError` if a note does
    not say what is known of it where a fix is to be made.
    """
    fixing = _Fixing(graph, found, read, codes, unsafe=unsafe)
    try:
        fixing.run()
        return Fixes(fixing.made(), fixing.left())
    finally:
        fixing.restore()


class _Fixing:
    """Fixes under way. Each that is made leaves fewer findings in the vault than there were, so that they end."""

    def __init__(
        self,
        graph: Graph,
        found: Mapping[str, list[Diagnostic]],
        read: Callable[[str], str | None],
        codes: Collection[str],
        *,
        unsafe: bool,
    ) -> None:
        self._graph = graph
        self._paths = sorted(found)
        self._read = read
        self._codes = codes
        self._unsafe = unsafe
        self._before: dict[str, Note] = {}
        self._drafts: dict[str, Draft] = {}
        self._found = dict(found)
        self._read_so_far = Counter[str]()
        self._is_cut_short = set[str]()

    def run(self) -> None:
        """Fix the notes one by one, and again, until a whole round makes no fix: one may make others possible."""
        while sum(map(self._fix_note, self._paths)):
            pass

    def made(self) -> list[Fixed]:
        """Return the notes that have changed."""
        notes, drafts = self._graph.vault.notes, sorted(self._drafts.items())
        return [
            Fixed(path, draft.before, draft.edits(), draft.settled, notes[path])
            for path, draft in drafts
            if draft.settled
        ]

    def left(self) -> list[Unfixed]:
        """Return what is not fixed, of the notes whose text could be had."""
        left = []
        for path in self._paths:
            found = self._findings(path)
            number = sum(1 for _ in self._wanted(found))
            if number and (path in self._drafts or path not in self._before):
                left.append(Unfixed(path, number, too_many(found) or self._why_left(path)))
        return left

    def _why_left(self, path: str) -> str:
        if path in self._is_cut_short:
            return "one fix brings up the next, too often for a note of this size; split the note, or fix it by hand"
        return "a fix would make a new finding; fix it by hand"

    def restore(self) -> None:
        """Put back the notes as they were."""
        for note in self._before.values():
            self._graph.put(note)

    def _fix_note(self, path: str) -> bool:
        """Make fixes of a note that do not touch each other; say whether there are any that can be made."""
        if not self._can_be_fixed(path) or not self._begin(path):
            return False
        # The note may have changed since its findings were made, so they are asked for once more.
        lists = takewhile(lambda _: self._may_go_on(path), _apart(self._wanted(self._findings(path))))
        return any(self._make(path, fixes) is not None for fixes in lists)

    def _may_go_on(self, path: str) -> bool:
        """Whether the note may be read once more. The first time it may, however long it is."""
        done, more = self._read_so_far[path], _cost(self._drafts[path].text)
        if done and done + more > _MOST_READ:
            self._is_cut_short.add(path)
            return False
        return True

    def _can_be_fixed(self, path: str) -> bool:
        found = self._findings(path)
        return any(self._wanted(found)) and not too_many(found)

    def _make(self, path: str, fixes: Sequence[Wanted]) -> int | None:
        """Make as many of the fixes of a note as can be made; give the offset at which changes begin, if any."""
        changed, refused = self._try(path, fixes)
        while changed is None and 0 < len(refused) < len(fixes):
            # What brings something new to light is left out at once: there may be thousands of such fixes.
            fixes = [made for made in fixes if made not in refused]
            changed, refused = self._try(path, fixes)
        half = len(fixes) // 2
        if changed is not None or not half or len(refused) > _MANY or not self._may_go_on(path):
            return changed
        changed = self._make(path, fixes[half:])
        # What stands before all changes keeps its place; the rest waits for the next round.
        if changed is not None and changed <= fixes[half - 1].end:
            return changed
        earlier = self._make(path, fixes[:half])
        return changed if earlier is None else earlier

    def _try(self, path: str, fixes: Sequence[Wanted]) -> tuple[int | None, set[Wanted]]:
        """Make fixes, all of them or none; give the offset at which changes begin, None if they cannot be made.

        In the end their findings must be gone, and there must be no new one. What they bring to light is fixed with
        them, as one line of properties after the other is known for what it is. If they cannot be made, those are given
        as well that the new findings in this note stand at, as far as there are any.
        """
        vault, draft = self._graph.vault, self._drafts[path]
        old = now = vault.notes[path]
        settled = Counter((path, made.code) for made in fixes)
        affected, refused, tried = set[str](), set[Wanted](), fixes
        begin = len(draft.text)
        for step in count():
            if not fixes or not self._may_go_on(path):
                break
            check_edits(now, draft.text, [edit for made in fixes for edit in made.edits])
            self._read_so_far[path] += _cost(draft.text)
            draft, begin = draft.changed(fixes), min(begin, fixes[0].start)
            now = Note(path, parse(draft.text, vault.settings.dialect))
            affected |= self._graph.put(now)
            self._find_before(affected, old, now)
            after = {other: lint(vault, vault.notes[other]) for other in affected}
            too_many = _counted(after.values()) - (_counted(map(self._findings, affected)) - settled)
            if not too_many:
                self._drafts[path] = draft._replace(settled=draft.settled + settled.total())
                self._found |= after
                return begin, refused
            brought = [found for found in after[path] if (path, found.code) in too_many]
            refused = refused if step else _at_findings(tried, brought, self._findings(path))
            fixes = next(_apart(self._wanted(brought)), [])
        if vault.notes[path] is not old:
            self._graph.put(old)
        return None, refused

    def _find_before(self, affected: set[str], old: Note, now: Note) -> None:
        """Make sure that it is known what was found in notes before one of them became what it is `now`."""
        if not affected <= self._found.keys():
            self._graph.put(old)
            for path in affected:
                self._findings(path)
            self._graph.put(now)

    def _findings(self, path: str) -> list[Diagnostic]:
        if path not in self._found:
            vault = self._graph.vault
            self._found[path] = lint(vault, vault.notes[path])
        return self._found[path]

    def _wanted(self, found: Iterable[Diagnostic]) -> Iterator[Wanted]:
        for diagnostic in found:
            made = applicable(diagnostic, unsafe=self._unsafe) if diagnostic.code in self._codes else None
            if made:
                yield Wanted(diagnostic.code, made.edits[diagnostic.path])

    def _begin(self, path: str) -> bool:
        """Begin to change a note, with the text that it has now; say whether it may be changed."""
        if path not in self._before:
            vault, text = self._graph.vault, self._read(path)
            old = self._before[path] = vault.notes[path]
            if text is not None:
                self._drafts[path] = Draft.of(text)
                if (len(text), checksum(text)) != (old.facts.length, old.facts.checksum):
                    for affected in self._graph.put(Note(path, parse(text, vault.settings.dialect))):
                        self._found.pop(affected, None)
        return path in self._drafts


def _cost(text: str) -> int:
    return max(len(text), _LEAST_READ)


def _counted(found: Iterable[Iterable[Diagnostic]]) -> Counter[tuple[str, str]]:
    return Counter((diagnostic.path, diagnostic.code) for diagnostics in found for diagnostic in diagnostics)


def _at_findings(fixes: Sequence[Wanted], found: Iterable[Diagnostic], before: Iterable[Diagnostic]) -> set[Wanted]:
    """Give those of the fixes, which are in order, that new findings stand at: those that were not there `before`."""
    shifts = list(accumulate((made.growth for made in fixes), initial=0))
    starts, ends = [made.start for made in fixes], [made.end for made in fixes]
    known = {(old.code, old.finding.span.start + shifts[bisect_right(ends, old.finding.span.start)]) for old in before}
    new_starts = [start + shift for start, shift in zip(starts, shifts, strict=False)]
    new = (one for one in found if (one.code, one.finding.span.start) not in known)
    return {fixes[max(bisect_right(new_starts, one.finding.span.end) - 1, 0)] for one in new}


def _apart(fixes: Iterable[Wanted]) -> Iterator[list[Wanted]]:
    """Sort fixes into lists, in each of which none overlaps or touches another; most often one list is enough."""
    left = sorted(fixes, key=lambda made: (made.start, made.end))
    while left:
        chosen, touching, end = [], [], -1
        for made in left:
            if made.start > end:
                chosen.append(made)
                end = made.end
            else:
                touching.append(made)
        yield chosen
        left = touching
