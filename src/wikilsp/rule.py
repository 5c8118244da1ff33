"""The type of a rule: its code, default severity, documentation and check."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from wikilsp.finding import Finding
from wikilsp.note import Note
from wikilsp.settings import Severity
from wikilsp.vault.vault import Vault


class Rule(Struct, frozen=True):
    """A check for one kind of problem. `doc` is a summary line, followed by the sections Why, Bad and Good."""

    code: str
    severity: Severity
    doc: str
    check: Callable[[Vault, Note], Iterator[Finding]]
    is_optional: bool = False
    """Whether the rule is off by default. It has its severity where it is selected."""
    covered_by: str | None = None
    """Code of a more general rule. A comment, or `per-file-ignores`, for that one counts for this one as well."""

    @property
    def default(self) -> Severity:
        """The severity without any settings."""
        return Severity.OFF if self.is_optional else self.severity

    @property
    def summary(self) -> str:
        """The first line of the documentation."""
        return self.doc.strip().partition("\n")[0]
