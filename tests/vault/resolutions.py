"""Expected resolutions, and the dialects in which links resolve by more than names."""

from wikilsp.settings import Dialect, Settings
from wikilsp.vault.resolve import Resolution

FOAM = Settings(dialect=Dialect(preset="foam", folder_index=True))
MARKSMAN = Settings(dialect=Dialect(preset="marksman", resolve="title", headings="slug"))

MISSING = Resolution(None, "missing")


def named(target, *others):
    """Return the resolution by a name that `others` have, too."""
    return Resolution(target, "name", others)
