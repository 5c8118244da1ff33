"""Tracks the quotes and list items that are open while the lines of a note are scanned."""

from wikilsp.syntax.blocks import MAX_DEPTH, ListItem
from wikilsp.syntax.openers import TAB, skip_quote_marker

_QUOTE = -1
"""Marks a quote among the edges of list items."""


class UndecidedError(Exception):
    """The scanner cannot be sure to agree with markdown-it-py about a text."""


class Doubt:
    """Decides between giving up and guessing where the scanner cannot be sure to agree with markdown-it-py."""

    def __init__(self, *, guesses: bool) -> None:
        self.guesses = guesses

    def __call__(self) -> None:
        """Continue with a guess. Raise `UndecidedError` if guesses are not allowed."""
        if not self.guesses:
            raise UndecidedError


class Containers:
    """The open quotes and list items, outermost first. Columns count a tab up to the next tab stop."""

    def __init__(self, doubt: Doubt) -> None:
        self.doubt = doubt
        self.edges: list[int] = []
        """The column where the content of each item starts, relative to the content of the enclosing quote."""
        self.items: list[ListItem | None] = []
        """The innermost list item in each container."""
        self.quotes = 0
        """The number of quotes among the containers."""
        self._empty_item = -1
        """The row of the last item that started without content."""

    def walk(self, line: str) -> tuple[int, int, int, int]:
        """Match the open containers against a line.

        Return the number of containers that continue, the position and the column of the first character after their
        markers, and the column where the content of the last of them starts.
        """
        size = len(line)
        pos = col = size - len(line.lstrip(" \t"))
        if pos == size:
            matched = self._matched_by_blank()
            return matched, pos, pos, pos
        if "\t" in line:
            self.check_tabs()
            col = len(line[:pos].expandtabs(TAB))
        edge = inner = matched = 0
        for reach in self.edges:
            if reach == _QUOTE:
                if pos == size or line[pos] != ">":
                    break
                pos, col, edge = skip_quote_marker(line, pos, col)
                inner = edge
            elif pos < size:
                if col - inner < reach:
                    break
                edge = inner + reach
            matched += 1
        return matched, pos, col, edge

    def check_tabs(self) -> None:
        """Handle a line with tabs. In nested quotes, markdown-it-py loses the column of the outer quote."""
        if self.quotes > 1:
            self.doubt()

    def leave(self, matched: int) -> None:
        """Close all containers but the first `matched` ones."""
        del self.edges[matched:]
        del self.items[matched:]
        if self.quotes:
            self.quotes = self.edges.count(_QUOTE)

    def blank(self, row: int, matched: int) -> None:
        """Close what a blank line ends: quotes that do not continue on it, and an item that is still empty."""
        if matched < len(self.edges):
            self.leave(matched)
        elif self._empty_item == row - 1 and matched:
            self.leave(matched - 1)

    def empty_line(self, row: int) -> None:
        """Handle a line without any character, on which items continue but quotes do not."""
        self.blank(row, self._matched_by_blank())

    def _matched_by_blank(self) -> int:
        """Return the number of containers that continue on a blank line: all items before the first quote."""
        return self.edges.index(_QUOTE) if self.quotes else len(self.edges)

    @property
    def is_full(self) -> bool:
        """Whether the nesting limit is reached."""
        return len(self.edges) == MAX_DEPTH

    def enter_quote(self, _row: int) -> None:
        """Open a quote."""
        self._enter(_QUOTE, self.items[-1] if self.items else None)
        self.quotes += 1

    def enter_item(self, row: int, width: int, _mark: str, *, empty: bool) -> None:
        """Open a list item. Its content is indented by `width` relative to the content of its container."""
        outer = self.items[-1] if self.items else None
        edge = self.edges[-1] if self.edges and self.edges[-1] != _QUOTE else 0
        self._enter(edge + width, ListItem(row, outer.depth + 1 if outer and outer.line == row else 0))
        if empty:
            self._empty_item = row

    def enter_first_item(self, row: int, matched: int, edge: int, _mark: str) -> None:
        """Close all but the first `matched` containers, none of them a quote, and open the item that starts a line."""
        del self.edges[matched:]
        del self.items[matched:]
        self.edges.append(edge)
        self.items.append(ListItem(row, 0))

    def interrupt(self) -> None:
        """Handle a thematic break, which ends the list before it."""

    def _enter(self, edge: int, item: ListItem | None) -> None:
        self.edges.append(edge)
        self.items.append(item)
