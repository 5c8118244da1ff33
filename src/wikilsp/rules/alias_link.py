"""Link to a note by its alias.

## Why
Obsidian suggests aliases while you type, but it does not follow a link that contains one: to Obsidian, `[[alias]]`
names a note that does not exist. Link to the note by name, and use the alias as the label.

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
from wikilsp.suggestions import relabel
from wikilsp.targets import is_own_alias, is_writable, wikilinks
from wikilsp.vault.vault import Vault


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each wikilink that reaches its note only through an alias."""
    for link, resolution in wikilinks(vault, note):
        if resolution.how == "alias" and resolution.target is not None and not is_own_alias(note, link, resolution):
            name = vault.shortest(resolution.target, note)
            fix = Fix(f"Link to “{name}”", safe=True, edits={note.path: relabel(vault, note, link, name)})
            message = f"“{link.path}” is an alias, which Obsidian does not follow; link to “{name}” instead"
            # If several notes share the alias, `ambiguous-link` offers each of them.
            fixes = (fix,) if is_writable(name) and not resolution.others else ()
            yield Finding(link.path_span, message, fixes)


RULE = Rule("alias-link", Severity.HINT, __doc__, check, about=("wikilinks by alias",))
