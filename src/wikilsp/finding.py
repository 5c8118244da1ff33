"""What is found in a note: Finding, Fix, Diagnostic. Values that know no rule, no vault and no output format."""

from msgspec import Struct

from wikilsp.settings import Severity
from wikilsp.text import Edit, Position, Span


class Fix(Struct, frozen=True):
    """A change that would settle a finding. `safe` means that no reader of the note sees another meaning after it."""

    title: str
    safe: bool
    edits: dict[str, tuple[Edit, ...]] = {}
    """Edits by the vault path of the note they are made in."""
    create: tuple[str, ...] = ()
    """Vault paths of files to create, empty."""


class Related(Struct, frozen=True):
    """Another place that a finding speaks of."""

    path: str
    span: Span
    message: str


MOST_LISTED = 10
"""Related places, and fixes of one kind, that a finding has at most: a vault may have thousands of them."""


def and_more(message: str, related: int) -> str:
    """Return a message that also says how many of so many related places are left out."""
    left = related - MOST_LISTED
    return f"{message} ({MOST_LISTED} are listed, and {left:,} more)" if left > 0 else message


class Finding(Struct, frozen=True):
    """What a rule found in a note. The preferred fix is the first one."""

    span: Span
    message: str
    fixes: tuple[Fix, ...] = ()
    related: tuple[Related, ...] = ()
    unnecessary: bool = False
    """What is found could be deleted without loss (editors may show it faded)."""


class Diagnostic(Struct, frozen=True):
    """A finding of a rule that counts: how much it matters, and where it is, for a reader."""

    code: str
    severity: Severity
    path: str
    start: Position
    end: Position
    finding: Finding
    length: int
    """Code points of the note that it was found in; in a text of another length it is not at these places any more."""
