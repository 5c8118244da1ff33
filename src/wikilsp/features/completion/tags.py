"""Completes tags, the most used ones first."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from wikilsp.features.completion.items import LIMIT, Choice, TypedText
from wikilsp.index.ranking import SearchText, rank_names
from wikilsp.index.uses import Usages
from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note
from wikilsp.syntax.tags import TAG_CHAR
from wikilsp.text import Span
from wikilsp.vault.names import fold

_TAG = re.compile(rf"(?<![^\s|\ufeff])[*_~=]{{0,3}}(?:#{TAG_CHAR}+)*#({TAG_CHAR}*)\Z")
_REST = re.compile(f"{TAG_CHAR}*")
_REACH = 200
"""Longest tag to complete, in code points."""


class TypedTag(NamedTuple):
    """An unfinished tag."""

    typed: TypedText
    in_table: bool
    """Whether it follows a bar, so that it can be a tag only at the start of a table cell."""


def parse_typed_tag(text: str, line: Span, offset: int) -> TypedTag | None:
    """Parse the unfinished tag at `offset` on a line of `text`; None if there is none."""
    match = _TAG.search(text, max(line.start, offset - _REACH), offset)
    if match is None:
        return None
    rest = _REST.match(text, offset, line.end)
    typed = TypedText(match[1], Span(match.start(1) - 1, rest.end() if rest else offset), mark="#")
    return TypedTag(typed, text[match.start() - 1 : match.start()] == "|")


def tags(index: VaultIndex, note: Note, typed: TypedText, *, hash_sign: bool = True) -> Iterator[Choice]:
    """Yield the tags that match the typed text, best first, with `#` or without it, as in front matter."""
    names = index.names.tags()
    unfinished = _unfinished_tag(index.uses, note, typed.span)
    texts = [
        name.text for folded, name in zip(names.search_text.names, names.names, strict=True) if folded not in unfinished
    ]
    search_text = SearchText(
        [folded.removeprefix("#") for folded in names.search_text.names if folded not in unfinished]
    )
    uses = [len(index.uses.counts(folded)) for folded in search_text.names]
    for fit, _, at in rank_names(typed.text, [search_text], LIMIT + 1, lambda _, chosen: map(uses.__getitem__, chosen)):
        name = texts[at].removeprefix("#")
        detail = f"{uses[at]} note{'s' if uses[at] > 1 else ''}"
        yield Choice(texts[at], "tag", texts[at] if hash_sign else name, fit, detail=detail, filter=name)


def _unfinished_tag(uses: Usages, note: Note, typed: Span) -> set[str]:
    """Return the tag at the cursor if it is used nowhere else, since the index already has it."""
    names = {fold(tag.name) for tag in note.facts.tags if typed.start <= tag.span.start <= typed.end}
    return {f"#{name}" for name in names if uses.counts(name) == {note.path: 1}}
