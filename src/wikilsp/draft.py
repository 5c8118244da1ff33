"""A note that is changed again and again before it is written: its text, and all that was changed in it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, islice, pairwise
from typing import NamedTuple

from wikilsp.text import Edit, Span, apply_edits

Edits = tuple[Edit, ...]


class Wanted(NamedTuple):
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


class Draft(NamedTuple):
    """A note that is changed again and again: its text, and that as pieces of what it was before and new pieces."""

    before: str
    text: str
    pieces: tuple[Span | str, ...]
    settled: int = 0
    """How many findings are fixed."""

    @classmethod
    def of(cls, text: str) -> "Draft":
        """Begin with a text as it is."""
        return cls(text, text, (Span(0, len(text)),))

    def changed(self, fixes: Iterable[Wanted]) -> "Draft":
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
