"""A link names a note by one of its aliases.

## Why
Obsidian offers aliases while you type but does not follow a link that holds one: `[[alias]]` is a note that does not
exist. Write the note's name, with the alias as the label.

## Bad
    //- alias-link.md
    See [[AI]].
    //- Artificial intelligence.md
    ---
    aliases: [AI]
    ---

## Good
    //- alias-link.md
    See [[Artificial intelligence|AI]].
    //- Artificial intelligence.md
    ---
    aliases: [AI]
    ---
"""

from collections.abc import Iterator

from wikilsp.finding import Finding, Fix
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.targets import is_writable, relabelled, wikilinks
from wikilsp.vault.vault import Vault


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each wikilink that finds its note by an alias only."""
    for link, found in wikilinks(vault, note):
        if found.how == "alias" and found.target is not None:
            name = vault.shortest(found.target, note)
            fix = Fix(f"Link to “{name}”", safe=True, edits={note.path: relabelled(vault, link, name)})
            message = f"“{link.path}” is an alias of “{name}”, which Obsidian does not follow"
            # Where several notes have the alias, `ambiguous-link` offers each of them.
            yield Finding(link.path_span, message, (fix,) if is_writable(name) and not found.others else ())


RULE = Rule("alias-link", Severity.HINT, __doc__, check)
