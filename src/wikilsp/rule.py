"""What a rule is and what it says: Rule, Finding, Fix. Knows no rule by name and no output format."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from wikilsp.note import Note
from wikilsp.settings import Severity
from wikilsp.text import Edit, Span
from wikilsp.vault import Vault


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


class Finding(Struct, frozen=True):
    """What a rule found in a note. The preferred fix is the first one."""

    span: Span
    message: str
    fixes: tuple[Fix, ...] = ()
    related: tuple[Related, ...] = ()
    unnecessary: bool = False
    """What is found could be deleted without loss (editors may show it faded)."""


class Rule(Struct, frozen=True):
    """One thing to look for. `doc` is its documentation: a sentence, then Why, Bad and Good."""

    code: str
    severity: Severity
    doc: str
    check: Callable[[Vault, Note], Iterator[Finding]]

    @property
    def summary(self) -> str:
        """The first sentence of the documentation."""
        return self.doc.strip().partition("\n")[0]
