"""The names that the meaning of a link depends on, and the names that a file provides.

A link depends on the names in its text and on the names of its target. A file provides names: its own, and those in its
contents, such as aliases. If one of these changes, links that depend on it may lead elsewhere or have other findings.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from wikilsp.settings import Dialect
from wikilsp.vault.filenames import percent_decode
from wikilsp.vault.names import fold, fold_path, without_extension
from wikilsp.vault.resolve import Resolution
from wikilsp.vault.slugs import slug

_INDEX_PAGES = frozenset(("index", "_index"))
_INDEX_NOTES = frozenset(("index", "readme"))
_IS_BARE = re.compile(r"[^/.%]+")
"""Texts that can be read in one way only: not as a path, and not with an extension or percent-encoded."""


class LinkText(NamedTuple):
    """The text that names the target of a link. Seen from the same place, equal texts mean the same."""

    path: str
    is_destination: bool = False
    """Whether it is the destination of a Markdown link."""
    whole: str | None = None
    """All the text between the brackets, where Logseq may read it as one page name."""
    seen_from: str | None = None
    """The folder of the note; its path if the link has none; None if the text means the same everywhere."""


def folders_of(path: str) -> list[str]:
    """Return the folders that a file is in, the outermost first."""
    segments = path.split("/")
    return ["/".join(segments[:end]) for end in range(1, len(segments))]


def file_names(path: str) -> frozenset[str]:
    """Return, folded, the names that a file provides by its file name."""
    name = path.rpartition("/")[2]
    stem = without_extension(name)
    # A link `[[a.md]]` can also mean `a.md.md`, so it depends on both names.
    return frozenset(map(fold, (name, stem, without_extension(stem))))


def required_names(link: LinkText, resolution: Resolution, dialect: Dialect) -> Iterable[str]:
    """Return, folded, the names that decide the resolution of a link and the findings about it."""
    target = resolution.target
    if not link.path and link.whole is None:
        return ()
    if link.whole is None and resolution.how == "name" and _IS_BARE.fullmatch(link.path):
        # Any other file that can match the link provides just this name.
        return {fold(link.path), slug(link.path)} if dialect.resolve == "title" else (fold(link.path),)
    texts = {link.path, percent_decode(link.path), *(() if link.whole is None else (link.whole,))}
    # The name of a page may have a slash at either end.
    texts |= {text.removeprefix("/").removesuffix("/") for text in texts}
    names = {name for text in texts for name in (text, *text.split("/"))}
    names |= {without_extension(name) for name in names}
    folded = {fold(name) for name in names} | {slug(text) for text in texts} | {fold_path(link.path)}
    if target is not None:
        folded |= file_names(target)
    if dialect.folder_index and resolution.how != "name":
        folded |= _INDEX_NOTES
    if dialect.content_root and link.path.startswith("/"):
        folded |= _INDEX_PAGES
    return folded - {""}
