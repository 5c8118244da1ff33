"""What is to be done to the files of a vault, as a value. Does nothing by itself, and knows no disk."""

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
