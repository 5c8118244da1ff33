"""The quotes and list items that are open at a line of a note, and which of them the line goes on with."""

from wikilsp.syntax.blocks import MAX_DEPTH, ListItem
from wikilsp.syntax.openers import TAB, past_quote

_QUOTE = -1
"""Stands for a quote among the edges of list items."""


class UndecidedError(Exception):
    """The text is one of the few that only markdown-it-py itself can read as it does."""


class Doubt:
    """What to do about a line that only markdown-it-py itself can read as it does: give up, or guess."""

    def __init__(self, *, guesses: bool) -> None:
        self.guesses = guesses

    def __call__(self) -> None:
        """Say that what follows is a guess. Raise `UndecidedError` if none is wanted."""
        if not self.guesses:
            raise UndecidedError


class Containers:
    """The open quotes and list items, outermost first. A column counts a tab up to the next tab stop."""

    def __init__(self, doubt: Doubt) -> None:
        self.doubt = doubt
        self.edges: list[int] = []
        """Of each item, the column at which its content begins, counted from the content of the quote that holds it."""
        self.items: list[ListItem | None] = []
        """The innermost item at each of them."""
        self.quotes = 0
        """How many of them are quotes."""
        self._empty_item = -1
        """The row of the last item that began without content."""

    def walk(self, line: str) -> tuple[int, int, int, int]:
        """Enter the containers that go on in this line.

        Give how many do, where the first character behind their markers stands, its column, and the column at which
        the content of the last of them begins.
        """
        size = len(line)
        pos = col = size - len(line.lstrip(" \t"))
        if pos == size:
            matched = self._kept_by_blank()
            return matched, pos, pos, pos
        if "\t" in line:
            self.check_tabs()
            col = len(line[:pos].expandtabs(TAB))
        edge = inner = matched = 0
        for reach in self.edges:
            if reach == _QUOTE:
                if pos == size or line[pos] != ">":
                    break
                pos, col, edge = past_quote(line, pos, col)
                inner = edge
            elif pos < size:
                if col - inner < reach:
                    break
                edge = inner + reach
            matched += 1
        return matched, pos, col, edge

    def check_tabs(self) -> None:
        """Take in that a line has tabs: in a quote in a quote markdown-it-py loses the column of the outer one."""
        if self.quotes > 1:
            self.doubt()

    def leave(self, matched: int) -> None:
        """Close all but the first ones."""
        del self.edges[matched:]
        del self.items[matched:]
        if self.quotes:
            self.quotes = self.edges.count(_QUOTE)

    def blank(self, row: int, matched: int) -> None:
        """Close what a blank line ends: quotes that do not go on in it, and an item with nothing but its marker."""
        if matched < len(self.edges):
            self.leave(matched)
        elif self._empty_item == row - 1 and matched:
            self.leave(matched - 1)

    def empty_line(self, row: int) -> None:
        """Take in a line without a single character: no quote goes on in it, and every item does."""
        self.blank(row, self._kept_by_blank())

    def _kept_by_blank(self) -> int:
        """Return how many go on in a line of blanks, or of nothing: all items up to the first quote."""
        return self.edges.index(_QUOTE) if self.quotes else len(self.edges)

    @property
    def is_full(self) -> bool:
        """Whether no more quotes and items may be opened inside of the innermost one."""
        return len(self.edges) == MAX_DEPTH

    def enter_quote(self, _row: int) -> None:
        """Open a quote."""
        self._enter(_QUOTE, self.items[-1] if self.items else None)
        self.quotes += 1

    def enter_item(self, row: int, width: int, _mark: str, *, empty: bool) -> None:
        """Open a list item; its content is indented by `width` against that of what holds it."""
        outer = self.items[-1] if self.items else None
        edge = self.edges[-1] if self.edges and self.edges[-1] != _QUOTE else 0
        self._enter(edge + width, ListItem(row, outer.depth + 1 if outer and outer.line == row else 0))
        if empty:
            self._empty_item = row

    def enter_first_item(self, row: int, matched: int, edge: int, _mark: str) -> None:
        """Close all but the first ones, none of them a quote, and open the list item with which a line begins."""
        del self.edges[matched:]
        del self.items[matched:]
        self.edges.append(edge)
        self.items.append(tuple.__new__(ListItem, (row, 0)))

    def interrupt(self) -> None:
        """Take in that a thematic break parts what stands above it from what follows."""

    def _enter(self, edge: int, item: ListItem | None) -> None:
        self.edges.append(edge)
        self.items.append(item)
