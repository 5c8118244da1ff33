"""Queries that rules share: which links to check, which are broken, and which note a link leads to."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from fnmatch import translate
from functools import lru_cache
from typing import Literal

from wikilsp.note import Note
from wikilsp.settings import Settings
from wikilsp.settings.glob import LONGEST
from wikilsp.syntax.facts import Heading, Link
from wikilsp.syntax.headings import bare_text
from wikilsp.syntax.keys import key_id
from wikilsp.syntax.summary import has_fragment
from wikilsp.text import SpanSet
from wikilsp.vault.fragments import Fragments
from wikilsp.vault.name_registry import link_name
from wikilsp.vault.names import fold, is_note, without_extension
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
TAG_FOLDER = "tags"
"""The folder in which sites have a page for each tag."""
_CLASS = re.compile(r":.*:", re.DOTALL)
_CODE = re.compile(r":.*:|[-$!]\S*\s.*", re.DOTALL)
"""A character class, or a test in a shell with several words."""
_NOT_IN_LINK = re.compile(r"[#|^]|\[\[|\]\]")
_NOT_IN_HEADING_LINK = re.compile(r"[\s#|^%\[\]\\]+")


FragmentPart = Literal["heading", "block", "anchor"]
"""A part of a link after `#`: of a wikilink a heading or a block, of a Markdown link an anchor."""
ResolvedLink = tuple[Link, Resolution]
"""A link and its resolution."""


def wikilinks(vault: Vault, note: Note) -> Iterator[ResolvedLink]:
    """Yield the wikilinks and embeds to check, leaving out template placeholders and unfinished searches."""
    leftovers = {candidate.span for candidate in note.facts.candidates if candidate.kind == "search-leftover"}
    for link, resolution in vault.links(note):
        if link.kind in ("wikilink", "embed") and not (link.quiet or (leftovers and link.span in leftovers)):
            yield link, resolution


def file_links(vault: Vault, note: Note) -> Iterator[ResolvedLink]:
    """Yield the Markdown links and images to check, each destination once: where it is written."""
    for link, resolution in vault.links(note):
        if link.kind in ("link", "image") and link.reference is None and not link.quiet:
            yield link, resolution
    for definition in note.facts.definitions:
        if definition.link and not definition.link.quiet:
            yield definition.link, vault.resolve(note, definition.link)


def missing_links(vault: Vault, note: Note, links: Iterable[ResolvedLink]) -> Iterator[Link]:
    """Yield the links in `note` that lead nowhere, leaving out targets that the settings allow to be missing."""
    settings, lenient = vault.settings, None
    for link, resolution in links:
        if resolution.how != "missing" or not _is_balanced(link.path) or is_code(link):
            continue
        if lenient is None and settings.ignore_targets_of:
            lenient = _lenient_values(note, settings.ignore_targets_of)
        is_lenient = lenient is not None and lenient.contains(link.span)
        if not (is_lenient or _may_be_missing(settings, link.path) or _is_tag(vault, note, link)):
            yield link


def missing_notes(vault: Vault, note: Note) -> Iterator[Link]:
    """Yield the wikilinks in `note` to missing notes that are no daily notes."""
    for link in missing_links(vault, note, wikilinks(vault, note)):
        if not is_attachment(link.path, vault.settings) and not _daily_note(vault, link.path):
            yield link


def missing_daily_notes(vault: Vault, note: Note) -> Iterator[tuple[Link, str]]:
    """Yield the wikilinks in `note` to missing daily notes, each with the name of the daily note."""
    # Most missing targets are no dates, which is found out faster than whether they are reported.
    if not any(found.how == "missing" and _daily_note(vault, link.path) for link, found in vault.links(note)):
        return
    for link in missing_links(vault, note, wikilinks(vault, note)):
        name = _daily_note(vault, link.path)
        if name and not is_attachment(link.path, vault.settings):
            yield link, name


def _daily_note(vault: Vault, name: str) -> str | None:
    """Return the name by which links call the daily note that has a name; None if no daily note has it."""
    # Without this, most runs would import a module that little else needs.
    if not any(map(str.isdecimal, name)):
        return None
    from wikilsp.vault.daily_notes import daily_notes  # noqa: PLC0415 - see above

    return daily_notes(vault.settings.dialect).title(name)


def is_name(path: str) -> bool:
    """Whether the target of a wikilink that leads nowhere is a name, not prose or code that has double brackets."""
    return _is_balanced(path) and not _CODE.fullmatch(path)


def is_code(link: Link) -> bool:
    """Whether a link looks like code: `[[:alpha:]]`, or a test in a shell such as `[[ -f file ]]`."""
    opening = "![[" if link.kind == "embed" else "[["
    has_blank = link.path_span.start > link.span.start + len(opening)
    is_test = has_blank and link.path.startswith(("-", "$", "!"))
    return link.kind in ("wikilink", "embed") and (is_test or bool(_CLASS.fullmatch(link.path)))


def _lenient_values(note: Note, keys: tuple[str, ...]) -> SpanSet:
    """Return the spans of the values of the properties with these keys."""
    ids = set(map(key_id, keys))
    return SpanSet(made.value.span for made in note.facts.properties if made.id in ids)


def _is_tag(vault: Vault, note: Note, link: Link) -> bool:
    """Whether a link is `[[tags/x]]`, which sites show as the page of the tag x, and there is a note or tag x."""
    folder, _, name = link.path.partition("/")
    if link.kind not in ("wikilink", "embed") or folder.casefold() != TAG_FOLDER or not name:
        return False
    return vault.has_tag(name) or vault.resolve_text(note, name).how != "missing"


def fragment_text(link: Link) -> str:
    """Return the text of a link after `#`: its block id with the `^`, else its headings."""
    return f"^{link.block}" if link.block else "#".join(link.headings)


def note_without(vault: Vault, link: Link, resolution: Resolution, part: FragmentPart) -> Note | None:
    """Return the note that `link` leads to if neither it nor any other note that the link may mean has a fragment.

    `part` is the part of the link that names the fragment. None if the contents of one of the notes are unknown.
    """
    notes = [vault.notes[path] for path in resolution.candidates if path in vault.notes]
    if resolution.target not in vault.notes or not notes:
        return None
    for note in notes:
        if not vault.knows_fragments(note, link) or _has_exactly(note, link, part):
            return None
    if any(_has(vault.fragments(note), link, part) for note in notes):
        return None
    return notes[0]


def notes_with_fragment(vault: Vault, link: Link, resolution: Resolution) -> list[str]:
    """Return, best first, which of the notes that an ambiguous link may mean have its fragment."""
    part: FragmentPart = "anchor" if link.kind in ("link", "image") else "block" if link.block else "heading"
    notes = [
        vault.notes[path] for path in resolution.candidates if path in vault.notes and (link.headings or link.block)
    ]
    return [note.path for note in notes if note.is_read and _has(vault.fragments(note), link, part)]


def _has_exactly(note: Note, link: Link, part: FragmentPart) -> bool:
    """Whether a note surely has the fragment of a link. This does not need the facts of the note."""
    if part == "block":
        return has_fragment(note.summary, f"^{link.block}")
    return part == "heading" and len(link.headings) == 1 and has_fragment(note.summary, link.headings[0])


def _has(fragments: Fragments, link: Link, part: FragmentPart) -> bool:
    match part:
        case "heading":
            return fragments.heading(link.headings) is not None
        case "block":
            return fragments.block(link.block) is not None
        case "anchor":
            return fragments.has_anchor(link)


def is_own_alias(note: Note, link: Link, resolution: Resolution) -> bool:
    """Whether a link gives its own note a name, as in `alias:: [[name]]`, and does not lead to a note of that name."""
    aliases = note.facts.aliases if resolution.how in ("alias", "title") else ()
    at = bisect_right(aliases, link.span.start, key=lambda alias: alias.span.start) - 1
    return at >= 0 and link.span.end <= aliases[at].span.end


def subject_of(link: Link) -> str:
    """Return the form in which the missing targets of a note's links are compared: folded, without `.md`."""
    return fold(without_extension(link.path))


def is_attachment(path: str, settings: Settings) -> bool:
    """Whether a wikilink has the extension of an attachment, such as an image or a PDF. Names of Dendron have dots."""
    is_dotted_name = settings.dialect.preset == "dendron"
    return not is_dotted_name and extension_of(path) in _DOCUMENT_EXTENSIONS | _PROGRAM_EXTENSIONS


def is_document(path: str) -> bool:
    """Whether the path has the extension of a note, or of an attachment that is neither a program nor its settings."""
    return is_note(path) or extension_of(path) in _DOCUMENT_EXTENSIONS


def extension_of(path: str) -> str | None:
    """Return the extension of a path in lower case, without the dot; None if there is none."""
    _, dot, extension = path.rpartition(".")
    return extension.lower() if dot else None


def describe_note(vault: Vault, note: Note, target: Note) -> str:
    """Return how a message in `note` refers to `target`: by its name in quotes, or as “this note”."""
    return "this note" if target.path == note.path else f"“{link_name(target.path, vault.settings.dialect)}”"


def heading_text(heading: Heading) -> str:
    """Return the text of a link to `heading`: without the marks at its end, and characters with a meaning in links."""
    return _NOT_IN_HEADING_LINK.sub(" ", bare_text(heading.visible)[0]).strip()


def link_heading(fragments: Fragments, heading: Heading) -> str:
    """Return the text of a link to a heading of a note: Dendron's are anchors."""
    return fragments.anchor_of(heading) if fragments.has_ranges else heading_text(heading)


def is_writable(path: str) -> bool:
    """Whether a wikilink can contain this path without part of it being read as a fragment, a label or the end."""
    return not _NOT_IN_LINK.search(path)


def _is_balanced(path: str) -> bool:
    """Whether the brackets in `path` are balanced. Those in `[[1, 2], [3, 4]]` are not: it is prose, not a link."""
    if "[" not in path and "]" not in path:
        return True
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
