"""The tag that is being typed, and the tags of the vault that it may become, those that more notes have first."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from wikilsp.features.completion.indices import Indices
from wikilsp.features.completion.items import LIMIT, Choice, TypedText
from wikilsp.index.ranking import SearchText, ranked
from wikilsp.index.uses import Usages
from wikilsp.note import Note
from wikilsp.syntax.tags import TAG_CHAR
from wikilsp.text import Span
from wikilsp.vault.names import fold

_TAG = re.compile(rf"(?<![^\s|\ufeff])[*_~=]{{0,3}}(?:#{TAG_CHAR}+)*#({TAG_CHAR}*)\Z")
_REST = re.compile(f"{TAG_CHAR}*")
_REACH = 200
"""A tag that is longer than this is none that anybody types."""


class TypedTag(NamedTuple):
    """A tag in the making."""

    typed: TypedText
    in_table: bool
    """It begins at a bar, which nothing but the begin of a table's cell can be."""


def typed_tag(text: str, line: Span, offset: int) -> TypedTag | None:
    """Give the tag that is being typed at `offset` of `text`, in this line of it; None if there is none."""
    match = _TAG.search(text, max(line.start, offset - _REACH), offset)
    if match is None:
        return None
    rest = _REST.match(text, offset, line.end)
    typed = TypedText(match[1], Span(match.start(1) - 1, rest.end() if rest else offset), mark="#")
    return TypedTag(typed, text[match.start() - 1 : match.start()] == "|")


def tags(indices: Indices, note: Note, typed: TypedText, *, hash_sign: bool = True) -> Iterator[Choice]:
    """Give the tags that fit what is typed, best first; with the `#` before them, or without it as in front matter."""
    names = indices.names.tags()
    typed_now = _typed_only(indices.uses, note, typed.span)
    written = [
        name.text for folded, name in zip(names.spelt.names, names.names, strict=True) if folded not in typed_now
    ]
    spelt = SearchText([folded.removeprefix("#") for folded in names.spelt.names if folded not in typed_now])
    uses = [len(indices.uses.counts(folded)) for folded in spelt.names]
    for fit, _, at in ranked(typed.text, [spelt], LIMIT + 1, lambda _, chosen: map(uses.__getitem__, chosen)):
        name = written[at].removeprefix("#")
        detail = f"{uses[at]} note{'s' if uses[at] > 1 else ''}"
        yield Choice(written[at], "tag", written[at] if hash_sign else name, fit, detail=detail, filter=name)


def _typed_only(uses: Usages, note: Note, typed: Span) -> set[str]:
    """Give the tag that is just typed, if it stands nowhere else: it is a tag by itself already."""
    here = {fold(tag.name) for tag in note.facts.tags if typed.start <= tag.span.start <= typed.end}
    return {f"#{tag}" for tag in here if uses.counts(tag) == {note.path: 1}}
