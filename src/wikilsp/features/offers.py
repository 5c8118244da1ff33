"""`Offer`: a change that a code action proposes."""

from collections.abc import Callable
from typing import NamedTuple

from wikilsp.vault.changes import Changes


class Offer(NamedTuple):
    """A change that the user can choose from a menu. `make` computes it, and is called only once it is chosen."""

    title: str
    kind: str
    """The kind of code action in the Language Server Protocol, such as `refactor.extract`."""
    make: Callable[[], Changes]
    preferred: bool = False
    opens: str | None = None
    """The vault path of a note to show after the change."""
