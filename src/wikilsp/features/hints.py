"""Inlay hints: the title of a link's target, where the link shows another name."""

from typing import NamedTuple

from wikilsp.note import Note
from wikilsp.text import Span
from wikilsp.vault.name_registry import display_title
from wikilsp.vault.names import base_name, fold
from wikilsp.vault.vault import Vault

_LONGEST_TITLE = 60


class Hint(NamedTuple):
    """A title to show at `offset`, and the vault path of the note that has it."""

    offset: int
    text: str
    path: str


def inlay_hints(vault: Vault, note: Note, within: Span) -> list[Hint]:
    """Return the hints for the unlabelled wikilinks in a span of a note whose text is not the title of their target.

    They explain names such as `202401011200`.
    """
    hints = []
    titles: dict[str, str] = {}
    for link in note.facts.links:
        if link.kind != "wikilink" or link.label is not None or not link.path:
            continue
        if link.span.end < within.start or link.span.start > within.end:
            continue
        target = vault.notes.get(vault.resolve(note, link).target or "")
        names = (fold(link.path), fold(base_name(link.path)))
        if target is None:
            continue
        if target.path not in titles:
            titles[target.path] = display_title(target, vault.settings.dialect)
        title = titles[target.path]
        if fold(title) not in names:
            hints.append(Hint(link.path_span.end, _truncate(title), target.path))
    return hints


def _truncate(title: str) -> str:
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"
