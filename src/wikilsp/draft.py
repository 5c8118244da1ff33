"""A note under repeated change, before it is written."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, islice, pairwise
from typing import NamedTuple

from wikilsp.text import Edit, Span, apply_edits

Edits = tuple[Edit, ...]


class NoteFix(NamedTuple):
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


class Draft(NamedTuple):
    """The text of a note, as a whole and as pieces of the original text and new pieces."""

    before: str
    text: str
    pieces: tuple[Span | str, ...]
    settled: Counter[str] = Counter()
    """The number of findings that are fixed, by the code of the rule."""

    @classmethod
    def of(cls, text: str) -> "Draft":
        """Return a draft of an unchanged text."""
        return cls(text, text, (Span(0, len(text)),))

    def apply(self, fixes: Iterable[NoteFix]) -> "Draft":
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
