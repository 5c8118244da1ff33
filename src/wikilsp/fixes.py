"""Makes the fixes of findings: each settles what it is for, and none makes a new finding. Writes no file."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import accumulate, islice, pairwise, takewhile
from typing import NamedTuple

from msgspec import Struct

from wikilsp.finding import Diagnostic, Fix
from wikilsp.index.graph import Graph
from wikilsp.lint import lint
from wikilsp.note import Note
from wikilsp.syntax.limits import MOST_FINDINGS
from wikilsp.syntax.parse import parse
from wikilsp.text import Edit, Span, apply_edits
from wikilsp.vault.edit_guard import check_edits

Edits = tuple[Edit, ...]

_MOST_STEPS = 100
"""How often what a fix brings to light is fixed with it."""
_MOST_READ = 5_000_000
"""How many characters of a note are read, again and again, before what is left is not fixed."""

_MANY = 16
"""So many fixes that all bring something new to light are not tried one by one."""


class Fixed(Struct, frozen=True):
    """A note with some of its findings fixed. `edits` are in offsets of the text `before`."""

    path: str
    before: str
    edits: Edits
    settled: int
    """How many findings are settled."""

    @property
    def after(self) -> str:
        """The text with the fixes made."""
        return apply_edits(self.before, self.edits)


def applicable(diagnostic: Diagnostic, *, unsafe: bool) -> Fix | None:
    """Give the fix that can be made without asking anybody: an edit of the note itself that is the only one offered.

    Where there are several, which is meant is for a person to say; so is whether a note is to be created.
    """
    edits = [fix for fix in diagnostic.finding.fixes if fix.edits]
    if len(edits) != 1 or not (edits[0].safe or unsafe):
        return None
    return edits[0] if edits[0].edits.keys() == {diagnostic.path} and not edits[0].create else None


def fix(
    graph: Graph, paths: Iterable[str], read: Callable[[str], str | None], codes: Collection[str], *, unsafe: bool
) -> list[Fixed]:
    """Fix what can be fixed in the notes at `paths`, until nothing more can be; give those that change, by path.

    Only findings with one of `codes` are fixed, only safely unless `unsafe`. A fix is left out if there would be a
    new finding in any note. `read` gives the text of a note, None if it cannot be had or must not change. The graph is
    the same afterwards as before. Raises `MisplacedError` if a note does not say what is known of it where a fix is to
    be made.
    """
    fixing = _Fixing(graph, read, codes, unsafe=unsafe)
    try:
        fixing.run(set(paths))
    finally:
        fixing.restore()
    return fixing.fixed()


class _Wanted(NamedTuple):
    """A fix that may be made: edits of one note, and the code of the rule that offers it."""

    code: str
    edits: Edits

    @property
    def start(self) -> int:
        """Where it begins."""
        return min(self.edits).span.start

    @property
    def end(self) -> int:
        """Where it ends."""
        return max(edit.span.end for edit in self.edits)

    @property
    def growth(self) -> int:
        """How many code points longer it makes the text."""
        return sum(len(content) - (span.end - span.start) for span, content in self.edits)


class _Draft(NamedTuple):
    """A note that is changed again and again: its text, and that as pieces of what it was before and new pieces."""

    before: str
    text: str
    pieces: tuple[Span | str, ...]
    settled: int = 0
    """How many findings are fixed."""

    @classmethod
    def of(cls, text: str) -> "_Draft":
        """Begin with a text as it is."""
        return cls(text, text, (Span(0, len(text)),))

    def changed(self, fixes: Iterable[_Wanted]) -> "_Draft":
        """Make fixes, in offsets of the text as it is now, which do not overlap."""
        edits = sorted(edit for made in fixes for edit in made.edits)
        kept = pairwise([0, *(offset for edit in edits for offset in edit.span), len(self.text)])
        parts = iter(self._cut([Span(*ends) for ends in islice(kept, 0, None, 2)]))
        pieces: list[Span | str] = [*next(parts)]
        for edit, part in zip(edits, parts, strict=True):
            pieces += (edit.content, *part)
        return self._replace(text=apply_edits(self.text, edits), pieces=tuple(pieces))

    def edits(self) -> Edits:
        """Give all that was changed, in offsets of the text before."""
        edits = []
        done, new = 0, ""
        for piece in (*self.pieces, Span(len(self.before), len(self.before))):
            if isinstance(piece, str):
                new += piece
                continue
            if new or done < piece.start:
                edits.append(Edit(Span(done, piece.start), new))
            done, new = piece.end, ""
        return tuple(edits)

    def _cut(self, parts: Sequence[Span]) -> Iterator[list[Span | str]]:
        """Yield the pieces of each of some parts of the text as it is now, which are in order."""
        lengths = (len(piece) if isinstance(piece, str) else piece.end - piece.start for piece in self.pieces)
        starts = list(accumulate(lengths, initial=0))
        for start, end in parts:
            found: list[Span | str] = []
            for index in range(max(bisect_right(starts, start) - 1, 0), bisect_left(starts, end)):
                piece, at = self.pieces[index], starts[index]
                first, last = max(start - at, 0), min(end, starts[index + 1]) - at
                if first < last:
                    found.append(_part(piece, first, last))
            yield found


def _part(piece: Span | str, first: int, last: int) -> Span | str:
    return piece[first:last] if isinstance(piece, str) else Span(piece.start + first, piece.start + last)


class _Fixing:
    """Fixes under way. Each that is made leaves fewer findings in the vault than there were, so that they end."""

    def __init__(
        self, graph: Graph, read: Callable[[str], str | None], codes: Collection[str], *, unsafe: bool
    ) -> None:
        self._graph = graph
        self._read = read
        self._codes = codes
        self._unsafe = unsafe
        self._before: dict[str, Note] = {}
        self._drafts: dict[str, _Draft] = {}
        self._found: dict[str, list[Diagnostic]] = {}
        self._read_so_far = Counter[str]()

    def run(self, paths: set[str]) -> None:
        """Fix the notes one by one, and again, until a whole round makes no fix: one may make others possible."""
        in_order = sorted(paths)
        while sum(map(self._fix_note, in_order)):
            pass

    def fixed(self) -> list[Fixed]:
        """Give what has become of the notes."""
        drafts = sorted(self._drafts.items())
        return [Fixed(path, draft.before, draft.edits(), draft.settled) for path, draft in drafts if draft.settled]

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
        return self._read_so_far[path] <= _MOST_READ

    def _can_be_fixed(self, path: str) -> bool:
        found = self._findings(path)
        # Where findings of a rule are left out, it cannot be told whether one is new.
        most = max(Counter(diagnostic.code for diagnostic in found).values(), default=0)
        return most < MOST_FINDINGS and any(self._wanted(found))

    def _make(self, path: str, fixes: Sequence[_Wanted]) -> int | None:
        """Make as many of the fixes of a note as can be made; give the offset at which changes begin, if any."""
        changed, refused = self._try(path, fixes)
        while changed is None and 0 < len(refused) < len(fixes):
            # What brings something new to light is left out at once: there may be thousands of such fixes.
            fixes = [made for made in fixes if made not in refused]
            changed, refused = self._try(path, fixes)
        half = len(fixes) // 2
        if changed is not None or not half or len(refused) > _MANY:
            return changed
        changed = self._make(path, fixes[half:])
        # What stands before all changes keeps its place; the rest waits for the next round.
        if changed is not None and changed <= fixes[half - 1].end:
            return changed
        earlier = self._make(path, fixes[:half])
        return changed if earlier is None else earlier

    def _try(self, path: str, fixes: Sequence[_Wanted]) -> tuple[int | None, set[_Wanted]]:
        """Make fixes, all of them or none; give the offset at which changes begin, None if they cannot be made.

        In the end their findings must be gone, and there must be no new one. What they bring to light is fixed with
        them, as one line of properties after the other is known for what it is. If they cannot be made, those are given
        as well that the new findings in this note stand at, as far as there are any.
        """
        vault, draft = self._graph.vault, self._drafts[path]
        old = now = vault.notes[path]
        settled = Counter((path, made.code) for made in fixes)
        affected, refused, tried = set[str](), set[_Wanted](), fixes
        begin = len(draft.text)
        for step in range(_MOST_STEPS):
            if not fixes or not self._may_go_on(path):
                break
            check_edits(now, draft.text, [edit for made in fixes for edit in made.edits])
            self._read_so_far[path] += len(draft.text)
            draft, begin = draft.changed(fixes), min(begin, fixes[0].start)
            now = Note(path, parse(draft.text, vault.settings.dialect))
            affected |= self._graph.put(now)
            after = {other: lint(vault, vault.notes[other]) for other in affected}
            self._graph.put(old)
            too_many = _counted(after.values()) - (_counted(map(self._findings, affected)) - settled)
            if not too_many:
                self._drafts[path] = draft._replace(settled=draft.settled + settled.total())
                self._found |= after
                self._graph.put(now)
                return begin, refused
            brought = [found for found in after[path] if (path, found.code) in too_many]
            refused = refused if step else _at_findings(tried, brought, self._findings(path))
            fixes = next(_apart(self._wanted(brought)), [])
        return None, refused

    def _findings(self, path: str) -> list[Diagnostic]:
        if path not in self._found:
            vault = self._graph.vault
            self._found[path] = lint(vault, vault.notes[path])
        return self._found[path]

    def _wanted(self, found: Iterable[Diagnostic]) -> Iterator[_Wanted]:
        for diagnostic in found:
            made = applicable(diagnostic, unsafe=self._unsafe) if diagnostic.code in self._codes else None
            if made:
                yield _Wanted(diagnostic.code, made.edits[diagnostic.path])

    def _begin(self, path: str) -> bool:
        """Begin to change a note, with the text that it has now; say whether it may be changed."""
        if path not in self._before:
            vault, text = self._graph.vault, self._read(path)
            old = self._before[path] = vault.notes[path]
            if text is not None:
                self._drafts[path] = _Draft.of(text)
                now = parse(text, vault.settings.dialect)
                for affected in self._graph.put(Note(path, now)) if now != old.facts else ():
                    self._found.pop(affected, None)
        return path in self._drafts


def _counted(found: Iterable[Iterable[Diagnostic]]) -> Counter[tuple[str, str]]:
    return Counter((diagnostic.path, diagnostic.code) for diagnostics in found for diagnostic in diagnostics)


def _at_findings(fixes: Sequence[_Wanted], found: Iterable[Diagnostic], before: Iterable[Diagnostic]) -> set[_Wanted]:
    """Give those of the fixes, which are in order, that new findings stand at: those that were not there `before`."""
    shifts = list(accumulate((made.growth for made in fixes), initial=0))
    starts, ends = [made.start for made in fixes], [made.end for made in fixes]
    known = {(old.code, old.finding.span.start + shifts[bisect_right(ends, old.finding.span.start)]) for old in before}
    new_starts = [start + shift for start, shift in zip(starts, shifts, strict=False)]
    new = (one for one in found if (one.code, one.finding.span.start) not in known)
    return {fixes[max(bisect_right(new_starts, one.finding.span.end) - 1, 0)] for one in new}


def _apart(fixes: Iterable[_Wanted]) -> Iterator[list[_Wanted]]:
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
