"""Queries that rules share: which links to check, which are broken, and which note a link leads to."""

import re
from collections.abc import Callable, Iterable, Iterator
from fnmatch import translate
from functools import lru_cache
from itertools import islice

from wikilsp.finding import Fix
from wikilsp.note import Note
from wikilsp.settings import Settings
from wikilsp.settings.glob import LONGEST
from wikilsp.syntax.facts import Heading, Link
from wikilsp.text import Edit, Span
from wikilsp.vault.fragments import Fragments
from wikilsp.vault.names import base_name, is_note
from wikilsp.vault.resolve import Resolution
from wikilsp.vault.vault import Vault

# “js” and “ts” are left out: `[[Vue.js]]` names a note far more often than a script.
_DOCUMENT_EXTENSIONS = frozenset(
    """
    apng avif bmp gif heic ico jpeg jpg png psd svg tif tiff webp
    aac flac m4a mid midi mp3 oga ogg opus wav
    3gp avi m4v mkv mov mp4 mpeg mpg ogv webm
    pdf epub mobi djvu
    canvas base excalidraw drawio
    doc docx odp ods odt pages ppt pptx rtf xls xlsx
    7z bz2 gz rar tar tgz xz zip
    bib csv db geojson gpx ics kml log parquet sqlite tsv txt
    """.split()  # noqa: SIM905 - a hundred quoted strings would be hard to read
)
_PROGRAM_EXTENSIONS = frozenset(
    """
    json jsonl toml xml yaml yml
    bat cpp css dart html ipynb java jl kt lua php pl ps1 py rb rs scss sh sql swift tex
    eml exe ttf woff woff2
    """.split()  # noqa: SIM905 - as above
)
"""Extensions of programs, and of files that programs are steered by."""
_MAX_SUGGESTIONS = 3
_LONGEST_SUGGESTION = 1_000
_NOT_IN_LINK = re.compile(r"[#|^]|\[\[|\]\]")
_NOT_IN_HEADING_LINK = re.compile(r"[\s#|^%\[\]\\]+")

ResolvedLink = tuple[Link, Resolution]
"""A link and its resolution."""


def wikilinks(vault: Vault, note: Note) -> Iterator[ResolvedLink]:
    """Yield the wikilinks and embeds to check, leaving out template placeholders and unfinished searches."""
    leftovers = {candidate.span for candidate in note.facts.candidates if candidate.kind == "search-leftover"}
    for link, resolution in vault.links(note):
        if link.kind in ("wikilink", "embed") and not link.quiet and link.span not in leftovers:
            yield link, resolution


def file_links(vault: Vault, note: Note) -> Iterator[ResolvedLink]:
    """Yield the Markdown links and images to check, each destination once: where it is written."""
    for link, resolution in vault.links(note):
        if link.kind in ("link", "image") and link.reference is None and not link.quiet:
            yield link, resolution
    for definition in note.facts.definitions:
        if definition.link and not definition.link.quiet:
            yield definition.link, vault.resolve(note, definition.link)


def missing_links(vault: Vault, links: Iterable[ResolvedLink]) -> Iterator[Link]:
    """Yield the links that lead nowhere, leaving out targets that the settings allow to be missing."""
    for link, resolution in links:
        if resolution.how == "missing" and _is_balanced(link.path) and not _may_be_missing(vault.settings, link.path):
            yield link


def target_note(vault: Vault, link: Link, resolution: Resolution) -> Note | None:
    """Return the note that `link` leads to, or None if there is none or its contents are unknown."""
    target = vault.notes.get(resolution.target or "")
    return target if target and vault.knows_fragments(target, link) else None


def is_attachment(path: str, settings: Settings) -> bool:
    """Whether a wikilink has the extension of an attachment, such as an image or a PDF. Names of Dendron have dots."""
    is_dotted_name = settings.dialect.preset == "dendron"
    return not is_dotted_name and _extension(path) in _DOCUMENT_EXTENSIONS | _PROGRAM_EXTENSIONS


def is_document(path: str) -> bool:
    """Whether the path has the extension of a note, or of an attachment that is neither a program nor its settings."""
    return is_note(path) or _extension(path) in _DOCUMENT_EXTENSIONS


def _extension(path: str) -> str | None:
    _, dot, extension = path.rpartition(".")
    return extension.lower() if dot else None


def describe_note(note: Note, target: Note) -> str:
    """Return how a message in `note` refers to `target`: by its name in quotes, or as “this note”."""
    return "this note" if target.path == note.path else f"“{base_name(target.path)}”"


def heading_text(heading: Heading) -> str:
    """Return the text of a link to `heading`: its visible text without characters that have a meaning in links."""
    return _NOT_IN_HEADING_LINK.sub(" ", heading.visible).strip()


def link_heading(fragments: Fragments, heading: Heading) -> str:
    """Return the text of a link to a heading of a note: Dendron's are anchors."""
    return fragments.anchor_of(heading) if fragments.has_ranges else heading_text(heading)


def is_writable(path: str) -> bool:
    """Whether a wikilink can contain this path without part of it being read as a fragment, a label or the end."""
    return not _NOT_IN_LINK.search(path)


def suggestions(note: Note, span: Span, names: Iterable[str], write: Callable[[str], str] = str) -> tuple[Fix, ...]:
    """Return fixes that replace the target at `span` with each of the similar `names`, formatted by `write`."""
    # Unsafe: the intended target is a guess.
    return tuple(
        Fix(f"Link to “{name}”", safe=False, edits={note.path: (note.edit(span, write(name)),)})
        for name in islice(dict.fromkeys(name for name in names if len(name) <= _LONGEST_SUGGESTION), _MAX_SUGGESTIONS)
    )


def relabel(vault: Vault, note: Note, link: Link, name: str) -> tuple[Edit, ...]:
    """Return the edits that point `link` to `name` without changing the text that the link shows."""
    start, end = link.path_span
    pipe = "\\|" if link.in_table else "|"
    if link.kind == "embed" or link.label is not None:
        return (note.edit(link.path_span, name),)
    if vault.settings.dialect.label_order == "label-first":
        return (note.edit(Span(end, end), f"{pipe}{name}"),)
    if link.headings or link.block:
        close = link.span.end - len("]]")
        return (note.edit(link.path_span, name), note.edit(Span(close, close), f"{pipe}{link.path}"))
    return (note.edit(Span(start, start), f"{name}{pipe}"),)


def _is_balanced(path: str) -> bool:
    """Whether the brackets in `path` are balanced. Those in `[[1, 2], [3, 4]]` are not: it is prose, not a link."""
    depth = 0
    for char in path:
        depth += (char == "[") - (char == "]")
        if depth < 0:
            return False
    return depth == 0


def _may_be_missing(settings: Settings, path: str) -> bool:
    """Whether `ignore-targets` has a pattern for the path or its last part, ignoring case."""
    if not settings.ignore_targets or len(path) > LONGEST:
        return False
    folded, globs = path.casefold(), _any_of(settings.ignore_targets)
    return bool(globs.match(folded) or globs.match(folded.rpartition("/")[2]))


@lru_cache(maxsize=8)
def _any_of(globs: tuple[str, ...]) -> re.Pattern[str]:
    """Return one regular expression for all globs: comparing it takes no longer than with each, but far less often."""
    return re.compile("|".join(translate(glob.casefold()) for glob in globs))
