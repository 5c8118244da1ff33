"""The type of a rule: its code, default severity, documentation and check."""

from collections.abc import Callable, Iterator
from typing import Literal

from msgspec import Struct

from wikilsp.finding import Finding
from wikilsp.note import Note
from wikilsp.settings import Severity
from wikilsp.vault.vault import Vault

Part = Literal[
    "aliases",
    "block ids",
    "embeds of notes",
    "properties of front matter",
    "properties of the page",
    "properties of list items",
    "properties in brackets",
    "wikilinks by alias",
    "wikilinks by encoded name",
    "wikilinks with several targets",
    "wikilinks with a fragment",
    "wikilinks to no note",
    "wikilinks to no attachment",
    "wikilinks to a URL",
    "links to files",
    "links with an anchor",
    "links to nothing",
    "bytes that are not UTF-8",
    "size beyond the limit",
]
"""Something in a note that a rule is about. Links without “wiki” are Markdown links, images and definitions."""


class Rule(Struct, frozen=True):
    """A check for one kind of problem. `doc` is a summary line, followed by the sections Why, Bad and Good."""

    code: str
    severity: Severity
    doc: str
    check: Callable[[Vault, Note], Iterator[Finding]]
    is_optional: bool = False
    """Whether the rule is off by default. It has its severity where it is selected."""
    about: tuple[Part, ...] = ()
    """The rule is not run on a note that has none of these, nor a candidate with the code of the rule."""
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
