"""What a menu of changes is made of. Knows neither the changes nor where the menu is shown."""

from collections.abc import Callable
from typing import NamedTuple

from wikilsp.vault.changes import Changes


class Offer(NamedTuple):
    """A change that somebody may want. What it would do is worked out by `make`, only once it was chosen."""

    title: str
    kind: str
    """What kind of change it is, in words of the Language Server Protocol, as `refactor.extract`."""
    make: Callable[[], Changes]
    preferred: bool = False
    opens: str | None = None
    """The vault path of a note to show when the change was made."""
