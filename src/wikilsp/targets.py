"""What rules ask of links: which may be spoken of, which lead nowhere, which note is behind one. Knows no rule."""

import re
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase
from itertools import islice

from wikilsp.finding import Fix
from wikilsp.note import Note
from wikilsp.settings import Settings
from wikilsp.syntax.facts import Heading, Link
from wikilsp.text import Edit, Span
from wikilsp.vault.names import without_extension
from wikilsp.vault.resolve import Resolution
from wikilsp.vault.vault import Vault

# “js” and “ts” are left out: `[[Vue.js]]` names a note far more often than a script.
_ATTACHMENT_ENDINGS = frozenset(
    """
    apng avif bmp gif heic ico jpeg jpg png psd svg tif tiff webp
    aac flac m4a mid midi mp3 oga ogg opus wav
    3gp avi m4v mkv mov mp4 mpeg mpg ogv webm
    pdf epub mobi djvu
    canvas base excalidraw drawio
    doc docx odp ods odt pages ppt pptx rtf xls xlsx
    7z bz2 gz rar tar tgz xz zip
    bib csv db geojson gpx ics json jsonl kml log parquet sqlite toml tsv txt xml yaml yml
    bat cpp css dart html ipynb java jl kt lua php pl ps1 py rb rs scss sh sql swift tex
    eml exe ttf woff woff2
    """.split()  # noqa: SIM905 - a hundred quoted strings would hide the table
)
_MOST_SUGGESTIONS = 3
_LONGEST_SUGGESTION = 1_000
_NOT_IN_LINK = re.compile(r"[#|^]|\[\[|\]\]")
_NOT_IN_HEADING_LINK = re.compile(r"[\s#|^%\[\]\\]+")


Resolved = tuple[Link, Resolution]
"""A link and where it leads."""


def wikilinks(vault: Vault, note: Note) -> Iterator[Resolved]:
    """Give the wikilinks and embeds that may be diagnosed: no placeholders, no searches left unfinished."""
    leftovers = {candidate.span for candidate in note.facts.candidates if candidate.kind == "search-leftover"}
    for link, found in vault.links(note):
        if link.kind in ("wikilink", "embed") and not link.quiet and link.span not in leftovers:
            yield link, found


def file_links(vault: Vault, note: Note) -> Iterator[Resolved]:
    """Give the Markdown links and images that may be diagnosed, each destination once: where it is written."""
    for link, found in vault.links(note):
        if link.kind in ("link", "image") and link.reference is None and not link.quiet:
            yield link, found
    for definition in note.facts.definitions:
        if definition.link and not definition.link.quiet:
            yield definition.link, vault.resolve(note, definition.link)


def missing(vault: Vault, links: Iterable[Resolved]) -> Iterator[Link]:
    """Give those of `links` that lead nowhere and ought to lead somewhere."""
    for link, found in links:
        if found.how == "missing" and _is_balanced(link.path) and not _may_be_missing(vault.settings, link.path):
            yield link


def note_behind(vault: Vault, link: Link, found: Resolution) -> Note | None:
    """Give the note that `link` leads to, if what is inside it is known; None for anything else."""
    target = vault.notes.get(found.target or "")
    return target if target and vault.knows_fragments(target, link) else None


def is_attachment(path: str) -> bool:
    """Does the path end as files do that are no notes?"""
    _, dot, ending = path.rpartition(".")
    return bool(dot) and ending.lower() in _ATTACHMENT_ENDINGS


def name_of(note: Note, target: Note) -> str:
    """Give the words for a target of a link in `note`."""
    return "this note" if target.path == note.path else f"“{without_extension(target.path).rpartition('/')[2]}”"


def heading_text(heading: Heading) -> str:
    """Give what a link writes for a heading: its visible text, without what has a meaning in links."""
    return _NOT_IN_HEADING_LINK.sub(" ", heading.visible).strip()


def is_writable(path: str) -> bool:
    """Can a wikilink name this path, or would a part of it be taken for the fragment, the label or the end?"""
    return not _NOT_IN_LINK.search(path)


def suggestions(note: Note, span: Span, names: Iterable[str], write: Callable[[str], str] = str) -> tuple[Fix, ...]:
    """Give the fixes that put one of the near names in place of a wrong one, each as a link has to `write` it."""
    # Unsafe, since what was meant is a guess.
    return tuple(
        Fix(f"Link to “{name}”", safe=False, edits={note.path: (Edit(span, write(name)),)})
        for name in islice(dict.fromkeys(name for name in names if len(name) <= _LONGEST_SUGGESTION), _MOST_SUGGESTIONS)
    )


def relabelled(vault: Vault, link: Link, name: str) -> tuple[Edit, ...]:
    """Give the edits that point `link` to `name` while a reader still sees what the link shows now."""
    start, end = link.path_span
    bar = "\\|" if link.in_table else "|"
    if link.kind == "embed" or link.label is not None:
        return (Edit(link.path_span, name),)
    if vault.settings.dialect.label_order == "label-first":
        return (Edit(Span(end, end), f"{bar}{name}"),)
    if link.headings or link.block:
        close = link.span.end - len("]]")
        return (Edit(link.path_span, name), Edit(Span(close, close), f"{bar}{link.path}"))
    return (Edit(Span(start, start), f"{name}{bar}"),)


def _is_balanced(path: str) -> bool:
    """Tell a name from a piece of prose such as the `1, 2], [3, 4` of `[[1, 2], [3, 4]]`."""
    depth = 0
    for char in path:
        depth += (char == "[") - (char == "]")
        if depth < 0:
            return False
    return depth == 0


def _may_be_missing(settings: Settings, path: str) -> bool:
    written = path.casefold()
    names = (written, written.rpartition("/")[2])
    return any(fnmatchcase(name, glob.casefold()) for glob in settings.ignore_targets for name in names)
