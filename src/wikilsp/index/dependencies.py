"""Which names decide where a link leads, and which names a file provides. Knows one link or file at a time."""

import re
from collections.abc import Iterable
from functools import lru_cache

from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.facts import Link
from wikilsp.vault.filenames import percent_decoded
from wikilsp.vault.fragments import slug
from wikilsp.vault.names import fold, without_extension
from wikilsp.vault.resolve import Resolution
from wikilsp.vault.vault import Vault

Provided = tuple[str | int, str]
"""A kind of name, and a folded name."""

_INDEX_NOTES = frozenset(("index", "readme"))
_LONGEST_NAME = 255
"""Characters of the longest name that a file system has; longer texts are not worth remembering."""
_IS_BARE = re.compile(r"[^/.%]+")


def inside(note: Note) -> tuple[object, ...]:
    """Give what links with a fragment may find in a note."""
    facts = note.facts
    headings = tuple((heading.text, heading.level) for heading in facts.headings)
    return headings, tuple(block.id for block in facts.blocks), facts.anchors, note.is_read


def folders_of(path: str) -> list[str]:
    """Give the folders that a file stands in, the outermost first."""
    segments = path.split("/")
    return ["/".join(segments[:end]) for end in range(1, len(segments))]


def file_names(path: str) -> frozenset[str]:
    """Give, folded, the names that a file provides by its own."""
    name = path.rpartition("/")[2]
    stem = without_extension(name)
    # A link `[[a.md]]` may mean `a.md.md`, so that both names depend on it.
    return frozenset(map(fold, (name, stem, without_extension(stem))))


def provided(path: str, note: Note | None, vault: Vault) -> frozenset[Provided]:
    """Give the names that a file provides, by kind: that a title becomes an alias is a change, too."""
    names = frozenset(("file", name) for name in file_names(path))
    return names | vault.called(note) if note else names


@lru_cache(maxsize=16384)
def _bare(text: str) -> tuple[str, str] | None:
    """Give a bare name folded, and its slug; None for a path, and for what may be read in more than one way."""
    return (fold(text), slug(text)) if _IS_BARE.fullmatch(text) else None


def said_by(link: Link, resolution: Resolution, dialect: Dialect) -> Iterable[str]:
    """Give the names that decide where a link leads and what is said about it."""
    target = resolution.target
    if (
        link.whole is None
        and resolution.how == "name"
        and len(link.path) <= _LONGEST_NAME
        and (bare := _bare(link.path))
    ):
        # Whatever has this name now or later provides it as it stands.
        return bare if dialect.resolve == "title" else bare[:1]
    texts = {link.path, percent_decoded(link.path), *(() if link.whole is None else (link.whole,))}
    # A page is meant with and without a slash at either end.
    texts |= {text.removeprefix("/").removesuffix("/") for text in texts}
    names = {name for text in texts for name in (text, *text.split("/"))}
    names |= {without_extension(name) for name in names}
    folded = {fold(name) for name in names} | {slug(text) for text in texts}
    if target is not None:
        folded |= file_names(target)
    if dialect.folder_index and resolution.how != "name":
        folded |= _INDEX_NOTES
    return folded - {""}
