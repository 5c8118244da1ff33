"""Lists the parts of a vault that were not read. A rename cannot update the links in them."""

from collections.abc import Iterable, Mapping

from wikilsp.note import Note
from wikilsp.syntax.limits import MOST_MARKS
from wikilsp.vault.problem import Problem, Unread
from wikilsp.vault.vault import Vault

_MOST_SHOWN = 10


def unread_files(vault: Vault, problems: Iterable[Problem]) -> dict[str, str]:
    """Return, by vault path, why notes and folders were not read. `problems` are the ones found while loading."""
    found = {path: "this note is not read" for path, note in vault.notes.items() if note.unread}
    found |= {
        path: "this note is larger than “files.max-size”"
        for path, note in vault.notes.items()
        if note.oversize is not None
    }
    found |= {
        path: "the front matter of this note is too large to read"
        for path, note in vault.notes.items()
        if _has_unread_frontmatter(note)
    }
    found |= dict(problem for problem in problems if isinstance(problem, Unread))
    return dict(sorted(found.items()))


def _has_unread_frontmatter(note: Note) -> bool:
    # Facts are slow to decode, and few notes get past this check.
    if note.summary.is_plain or note.layout.length < MOST_MARKS:
        return False
    return any((found.kind, found.text) == ("large-note", "front matter") for found in note.facts.candidates)


def refusal_message(found: Mapping[str, str]) -> str:
    """Return the message that nothing is renamed because of unread files."""
    shown = [f"{path} ({why})" for path, why in list(found.items())[:_MOST_SHOWN]]
    more = [f"and {len(found) - _MOST_SHOWN:,} more"] if len(found) > _MOST_SHOWN else []
    listed = ", ".join([*shown, *more])
    return f"nothing is renamed, since links in unread files would not be updated: {listed}"
