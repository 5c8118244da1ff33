"""Link without a target: `[[]]`.

## Why
`[[]]` leads nowhere in any program. It is usually a link that was never finished.

## Bad
    See [[]].

## Good
    See [[empty-link]].
"""

from collections.abc import Iterator

from wikilsp.finding import Finding
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.syntax.facts import Candidate
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each link without a target. There is no fix, since only the user knows what to link to."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("empty-link", span):
                yield Finding(span, "link has no target; write the name of a note between the brackets")


RULE = Rule("empty-link", Severity.INFO, __doc__, check)
