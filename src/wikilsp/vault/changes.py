"""Changes to the files of a vault as a value, and the errors raised if they cannot be made."""

from msgspec import Struct

from wikilsp.text import Edit


class Changes(Struct, frozen=True):
    """Edits, moves and new notes that are made together: all of them, or none.

    Edits come before moves, so `edits` uses the paths from before the moves.
    """

    edits: dict[str, tuple[Edit, ...]] = {}
    """Edits by the vault path of the note that they change."""
    moves: dict[str, str] = {}
    """New vault paths of files and folders, by the old ones. A folder takes its contents along."""
    creates: dict[str, str] = {}
    """Texts of new notes by vault path."""


class WriteError(Exception):
    """A file cannot be written or moved. `path` is its vault path, or "" if the error is about the whole vault."""

    def __init__(self, path: str, problem: str) -> None:
        # A file name may contain bytes that are not UTF-8, a message may not.
        path = path.encode("utf-8", "backslashreplace").decode()
        super().__init__(f"{path}: {problem}" if path else problem)
        self.path = path
        self.problem = problem


class ChangedMeanwhileError(WriteError):
    """Another program has changed a file since it was read. Trying the same change again does not help."""
