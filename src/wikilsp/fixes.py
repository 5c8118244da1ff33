"""Apply fixes in memory, leaving out any that would not remove its finding or would cause a new one."""

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
"""How many times the findings that a fix uncovers are fixed along with it."""
_MOST_PARSED = 5_000_000
"""How many characters of a note are parsed, counting repetitions, before its other findings are not fixed."""
_MANY = 16
"""If more fixes than this each cause a new finding, they are not tried one by one."""


class Fixed(Struct, frozen=True):
    """A note after fixing. `edits` are in offsets of the text `before`."""

    path: str
    before: str
    edits: Edits
    settled: int
    """The number of findings that are fixed."""

    @property
    def after(self) -> str:
        """The text with the fixes applied."""
        return apply_edits(self.before, self.edits)


def applicable(diagnostic: Diagnostic, *, unsafe: bool) -> Fix | None:
    """Return the fix that needs no decision by the user: the only one with edits, and only of the note itself.

    If there are several, the user has to choose, as with a fix that creates a note.
    """
    edits = [fix for fix in diagnostic.finding.fixes if fix.edits]
    if len(edits) != 1 or not (edits[0].safe or unsafe):
        return None
    return edits[0] if edits[0].edits.keys() == {diagnostic.path} and not edits[0].create else None


def fix(
    graph: Graph, paths: Iterable[str], read: Callable[[str], str | None], codes: Collection[str], *, unsafe: bool
) -> list[Fixed]:
    """Fix the notes at `paths` until nothing more can be fixed, and return the changed ones by path.

    Only findings with one of `codes` are fixed, and only by safe fixes unless `unsafe`. A fix is left out if it causes
    a new finding in any note. `read` returns the text of a note, or None if it is not available or must not change.
    The graph is the same afterwards. Raise `MisplacedError` if the text of a note does not match the facts that a fix
    is based on.
    """
    fixer = _Fixer(graph, read, codes, unsafe=unsafe)
    try:
        fixer.run(set(paths))
    finally:
        fixer.restore()
    return fixer.results()


class _NoteFix(NamedTuple):
    """The edits of a fix, all of one note, and the code of its rule."""

    code: str
    edits: Edits

    @property
    def start(self) -> int:
        """The offset of its start."""
        return min(self.edits).span.start

    @property
    def end(self) -> int:
        """The offset of its end."""
        return max(edit.span.end for edit in self.edits)

    @property
    def growth(self) -> int:
        """The number of code points by which it makes the text longer."""
        return sum(len(content) - (span.end - span.start) for span, content in self.edits)


class _Draft(NamedTuple):
    """A note under repeated change: its text, as a whole and as pieces of the original text and new pieces."""

    before: str
    text: str
    pieces: tuple[Span | str, ...]
    settled: int = 0
    """The number of findings that are fixed."""

    @classmethod
    def of(cls, text: str) -> "_Draft":
        """Return a draft of an unchanged text."""
        return cls(text, text, (Span(0, len(text)),))

    def apply(self, fixes: Iterable[_NoteFix]) -> "_Draft":
        """Apply fixes, which are in offsets of the current text and do not overlap."""
        edits = sorted(edit for fix in fixes for edit in fix.edits)
        unchanged = pairwise([0, *(offset for edit in edits for offset in edit.span), len(self.text)])
        parts = iter(self._cut([Span(*ends) for ends in islice(unchanged, 0, None, 2)]))
        pieces: list[Span | str] = [*next(parts)]
        for edit, part in zip(edits, parts, strict=True):
            pieces += (edit.content, *part)
        return self._replace(text=apply_edits(self.text, edits), pieces=tuple(pieces))

    def edits(self) -> Edits:
        """Return all changes, in offsets of the original text."""
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
        """Yield the pieces of each of these parts of the current text, which are in order."""
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


class _Fixer:
    """Applies fixes. Each one reduces the number of findings in the vault, so this terminates."""

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
        self._parsed = Counter[str]()

    def run(self, paths: set[str]) -> None:
        """Fix the notes one by one, until a round over all of them applies no fix. One fix may make others possible."""
        in_order = sorted(paths)
        while sum(map(self._fix_note, in_order)):
            pass

    def results(self) -> list[Fixed]:
        """Return the notes in which findings were fixed."""
        drafts = sorted(self._drafts.items())
        return [Fixed(path, draft.before, draft.edits(), draft.settled) for path, draft in drafts if draft.settled]

    def restore(self) -> None:
        """Restore the original notes in the graph."""
        for note in self._before.values():
            self._graph.put(note)

    def _fix_note(self, path: str) -> bool:
        """Apply fixes that do not touch each other to a note. Return True if there are any."""
        if not self._is_fixable(path) or not self._start(path):
            return False
        # The note may have changed since it was linted, so its findings are read again.
        groups = takewhile(lambda _: self._may_continue(path), _split_touching(self._fixes_for(self._findings(path))))
        return any(self._apply(path, fixes) is not None for fixes in groups)

    def _may_continue(self, path: str) -> bool:
        return self._parsed[path] <= _MOST_PARSED

    def _is_fixable(self, path: str) -> bool:
        found = self._findings(path)
        # If some findings of a rule are not reported, new ones cannot be recognized.
        most = max(Counter(diagnostic.code for diagnostic in found).values(), default=0)
        return most < MOST_FINDINGS and any(self._fixes_for(found))

    def _apply(self, path: str, fixes: Sequence[_NoteFix]) -> int | None:
        """Apply as many of these fixes as possible. Return the offset of the first change, or None if there is none."""
        changed, refused = self._try(path, fixes)
        while changed is None and 0 < len(refused) < len(fixes):
            # Fixes that cause new findings are left out together: there may be thousands of them.
            fixes = [fix for fix in fixes if fix not in refused]
            changed, refused = self._try(path, fixes)
        half = len(fixes) // 2
        if changed is not None or not half or len(refused) > _MANY:
            return changed
        changed = self._apply(path, fixes[half:])
        # Only fixes before all changes keep their place. The others wait for the next round.
        if changed is not None and changed <= fixes[half - 1].end:
            return changed
        earlier = self._apply(path, fixes[:half])
        return changed if earlier is None else earlier

    def _try(self, path: str, fixes: Sequence[_NoteFix]) -> tuple[int | None, set[_NoteFix]]:
        """Apply all of these fixes or none. Return the offset of the first change, or None, and the refused fixes.

        The fixes must remove their findings and cause no new ones. Findings that they uncover are fixed with them: each
        fixed property line may show that the next line is one, too. If the fixes are not applied, the refused ones are
        those next to the new findings in this note, if any.
        """
        vault, draft = self._graph.vault, self._drafts[path]
        old = now = vault.notes[path]
        settled = Counter((path, fix.code) for fix in fixes)
        affected, refused, tried = set[str](), set[_NoteFix](), fixes
        start = len(draft.text)
        for step in range(_MOST_STEPS):
            if not fixes or not self._may_continue(path):
                break
            check_edits(now, draft.text, [edit for fix in fixes for edit in fix.edits])
            self._parsed[path] += len(draft.text)
            draft, start = draft.apply(fixes), min(start, fixes[0].start)
            now = Note(path, parse(draft.text, vault.settings.dialect))
            affected |= self._graph.put(now)
            after = {other: lint(vault, vault.notes[other]) for other in affected}
            self._graph.put(old)
            too_many = _count(after.values()) - (_count(map(self._findings, affected)) - settled)
            if not too_many:
                self._drafts[path] = draft._replace(settled=draft.settled + settled.total())
                self._found |= after
                self._graph.put(now)
                return start, refused
            uncovered = [found for found in after[path] if (path, found.code) in too_many]
            refused = refused if step else _fixes_at(uncovered, tried, self._findings(path))
            fixes = next(_split_touching(self._fixes_for(uncovered)), [])
        return None, refused

    def _findings(self, path: str) -> list[Diagnostic]:
        if path not in self._found:
            vault = self._graph.vault
            self._found[path] = lint(vault, vault.notes[path])
        return self._found[path]

    def _fixes_for(self, diagnostics: Iterable[Diagnostic]) -> Iterator[_NoteFix]:
        for diagnostic in diagnostics:
            found = applicable(diagnostic, unsafe=self._unsafe) if diagnostic.code in self._codes else None
            if found:
                yield _NoteFix(diagnostic.code, found.edits[diagnostic.path])

    def _start(self, path: str) -> bool:
        """Make a draft of a note from its current text, unless there is one. Return True if the note may be changed."""
        if path not in self._before:
            vault, text = self._graph.vault, self._read(path)
            old = self._before[path] = vault.notes[path]
            if text is not None:
                self._drafts[path] = _Draft.of(text)
                now = parse(text, vault.settings.dialect)
                for affected in self._graph.put(Note(path, now)) if now != old.facts else ():
                    self._found.pop(affected, None)
        return path in self._drafts


def _count(found: Iterable[Iterable[Diagnostic]]) -> Counter[tuple[str, str]]:
    return Counter((diagnostic.path, diagnostic.code) for diagnostics in found for diagnostic in diagnostics)


def _fixes_at(found: Iterable[Diagnostic], fixes: Sequence[_NoteFix], before: Iterable[Diagnostic]) -> set[_NoteFix]:
    """Return the fixes next to findings that did not exist `before`. The fixes are sorted."""
    shifts = list(accumulate((fix.growth for fix in fixes), initial=0))
    starts, ends = [fix.start for fix in fixes], [fix.end for fix in fixes]
    known = {(old.code, old.finding.span.start + shifts[bisect_right(ends, old.finding.span.start)]) for old in before}
    new_starts = [start + shift for start, shift in zip(starts, shifts, strict=False)]
    new = (one for one in found if (one.code, one.finding.span.start) not in known)
    return {fixes[max(bisect_right(new_starts, one.finding.span.end) - 1, 0)] for one in new}


def _split_touching(fixes: Iterable[_NoteFix]) -> Iterator[list[_NoteFix]]:
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
