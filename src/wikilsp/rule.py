"""What a rule is. Knows no rule by name and no output format."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from wikilsp.finding import Finding
from wikilsp.note import Note
from wikilsp.settings import Severity
from wikilsp.vault.vault import Vault


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
