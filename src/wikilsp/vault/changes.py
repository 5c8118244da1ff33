"""What is to be done to the files of a vault, as a value, and why it was not. Does nothing, and knows no disk."""

from msgspec import Struct

from wikilsp.text import Edit


class Changes(Struct, frozen=True):
    """Edits, moves and new notes that belong together: all of them are made, or none.

    A note that is edited and moved is edited first, so `edits` speak of paths as they are before the moves.
    """

    edits: dict[str, tuple[Edit, ...]] = {}
    """Edits by the vault path of the note they are made in."""
    moves: dict[str, str] = {}
    """New vault paths of files by their old ones, and of folders, which take along all that is in them."""
    creates: dict[str, str] = {}
    """Texts of new notes by their vault paths."""


class WriteError(Exception):
    """Something that cannot be written or moved, and why. `path` is a vault path, "" where it is about the vault."""

    def __init__(self, path: str, problem: str) -> None:
        # A name may hold bytes that are not UTF-8, which no message can.
        path = path.encode("utf-8", "backslashreplace").decode()
        super().__init__(f"{path}: {problem}" if path else problem)
        self.path = path
        self.problem = problem


class ChangedMeanwhileError(WriteError):
    """A file that another program has changed, so that it is not touched. To try the same again would not help."""
