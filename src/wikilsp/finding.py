"""Findings of rules, their fixes, and the diagnostics made from them: plain values."""

from msgspec import Struct

from wikilsp.settings import Severity
from wikilsp.text import Edit, Position, Span


class Fix(Struct, frozen=True):
    """A change that resolves a finding. A `safe` fix changes the meaning of the note for no reader."""

    title: str
    safe: bool
    edits: dict[str, tuple[Edit, ...]] = {}
    """Edits, by the vault path of the note they apply to."""
    create: tuple[str, ...] = ()
    """Vault paths of empty files to create."""
    guess: bool = False
    """Whether only the user can tell if this is what was meant. Editors offer it, and no command applies it."""


class Related(Struct, frozen=True):
    """Another place that a finding refers to."""

    path: str
    span: Span
    message: str


MOST_LISTED = 10
"""Limit on the related places of a finding, and on its fixes of one kind. A vault may have thousands of them."""


def and_more(message: str, related: int) -> str:
    """Return the message with a note on how many of the `related` places are left out, if any."""
    left = related - MOST_LISTED
    return f"{message} ({MOST_LISTED} are listed, and {left:,} more)" if left > 0 else message


MOST_COUNTED = 50
"""Limit on counting places in a message. Else the findings in thousands of notes would change with each of them."""


def count_more(number: int) -> str:
    """Return how many other things there are, in words, for the end of a list."""
    return f"{number:,} more" if number <= MOST_COUNTED else f"more than {MOST_COUNTED} others"


class Finding(Struct, frozen=True):
    """A problem that a rule found in a note. The preferred fix comes first."""

    span: Span
    message: str
    fixes: tuple[Fix, ...] = ()
    related: tuple[Related, ...] = ()
    unnecessary: bool = False
    """Whether the span can be deleted without loss. Editors may fade it."""
    most: Severity = Severity.ERROR
    """The highest severity that it has, whatever the severity of its rule is."""
    subject: str = ""
    """The text in question. If it is not empty, text formats show findings of one rule, note and subject once."""


class Diagnostic(Struct, frozen=True):
    """A finding with the code and severity of its rule, and its position in rows and columns."""

    code: str
    severity: Severity
    path: str
    start: Position
    end: Position
    finding: Finding
    length: int
    """Length of the checked text in code points. In a text of any other length, the positions are out of date."""


def applicable_fix(diagnostic: Diagnostic, *, unsafe: bool) -> Fix | None:
    """Return the fix that needs no decision by the user: the only one with edits, and only of the note itself.

    Guesses do not count. If there are several others, the user has to choose, as with a fix that creates a note.
    """
    edits = [fix for fix in diagnostic.finding.fixes if fix.edits and not fix.guess]
    if len(edits) != 1 or not (edits[0].safe or unsafe):
        return None
    return edits[0] if edits[0].edits.keys() == {diagnostic.path} and not edits[0].create else None
