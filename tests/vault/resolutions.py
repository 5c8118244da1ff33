"""What a link may be found to mean, for comparison; and the dialects in which it may mean more than a name."""

from wikilsp.settings import Dialect, Settings
from wikilsp.vault.resolve import Resolution

FOAM = Settings(dialect=Dialect(preset="foam", folder_index=True))
MARKSMAN = Settings(dialect=Dialect(preset="marksman", resolve="title", headings="slug"))

MISSING = Resolution(None, "missing")


def named(target, *others):
    """Found by its name, which the others have as well."""
    return Resolution(target, "name", others)
