"""What an editor shows inside a line beside its text: the title of the note that a link names by something else."""

from typing import NamedTuple

from wikilsp.index.name_list import title_of
from wikilsp.note import Note
from wikilsp.text import Span
from wikilsp.vault.names import fold, without_extension
from wikilsp.vault.vault import Vault

_LONGEST_TITLE = 60


class Hint(NamedTuple):
    """Words that stand at `offset` without being a part of the text; `path` is that of the note they are about."""

    offset: int
    text: str
    path: str


def inlay_hints(vault: Vault, note: Note, within: Span) -> list[Hint]:
    """Give the titles of the targets of those links that show nothing but another name, in a part of the note.

    That is where a reader of the text cannot tell what is behind a name such as `202401011200`.
    """
    hints = []
    titles: dict[str, str] = {}
    for link in note.facts.links:
        if link.kind != "wikilink" or link.label is not None or not link.path:
            continue
        if link.span.end < within.start or link.span.start > within.end:
            continue
        target = vault.notes.get(vault.resolve(note, link).target or "")
        shown = fold(without_extension(link.path.rpartition("/")[2]))
        if target is None:
            continue
        if target.path not in titles:
            titles[target.path] = title_of(target)
        title = titles[target.path]
        if shown != fold(title):
            hints.append(Hint(link.path_span.end, _cut(title), target.path))
    return hints


def _cut(title: str) -> str:
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"
