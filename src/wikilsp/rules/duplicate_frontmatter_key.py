"""Key used more than once in front matter.

## Why
YAML allows each key only once, and programs disagree about duplicates: some take the last value, some the first, and
some reject the whole block. Combine the values into one list, or delete one of the lines. Keys that differ in case, or
in a hyphen and an underscore, are different keys to YAML.

## Bad
    ---
    author: Lu Xun
    author: Zhou Shuren
    ---

## Good
    ---
    author: [Lu Xun, Zhou Shuren]
    ---
"""

from collections.abc import Iterator

from wikilsp.finding import Finding, Related
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.syntax.facts import Candidate
from wikilsp.text import Span
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each front matter key that repeats an earlier one."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("duplicate-frontmatter-key", span, earlier, Span() as at):
                related = Related(note.path, at, f"“{earlier}” is first set here")
                message = f"front matter already has the key “{earlier}”; merge the values or delete one"
                yield Finding(span, message, related=(related,))


RULE = Rule("duplicate-frontmatter-key", Severity.WARNING, __doc__, check)
