"""The targets and labels of links, for an editor that renders notes."""

from typing import NamedTuple

from wikilsp.features.answers import TextReader
from wikilsp.features.places import fragment, heading_place, is_fragment_missing
from wikilsp.features.preview import block_span
from wikilsp.features.rendering import is_openable
from wikilsp.note import Note
from wikilsp.syntax.facts import Heading, Link, Size
from wikilsp.syntax.frontmatter import find_frontmatter
from wikilsp.syntax.parse import parse
from wikilsp.targets import is_code, is_name
from wikilsp.vault.vault import Vault

LONGEST = 50_000
"""The number of characters of an embedded note that are shown."""


class LinkPreview(NamedTuple):
    """The target of a link, and the text that it shows.

    `path` is the vault path of the target, or of the note to create if there is none; None for links that lead to no
    file of the vault.
    """

    text: str
    path: str | None = None
    anchor: str = ""
    """The slug of a heading, or `^` and the id of a block."""
    is_missing: bool = False
    """Whether the target is missing, or has no such heading or block."""
    url: str | None = None
    """The web or mail address of an external link."""
    size: Size | None = None
    """The size of an embedded image, in pixels."""
    markdown: str | None = None
    """The text of an embedded note, section or block."""


def link_preview(vault: Vault, note: Note, written: str, read: TextReader) -> LinkPreview | None:
    """Return the target of a link in `note` and the text that it shows; None if `written` is no link in the dialect.

    `written` is the whole link with its brackets, such as `[[note|label]]` or `![[image.png]]`.
    """
    links = parse(written, vault.settings.dialect).links
    if not links or links[0].span != (0, len(written)):
        return None
    link = links[0]
    resolution = vault.resolve(note, link)
    if resolution.how == "missing" and (is_code(link) or not is_name(link.path)):
        return None
    is_missing = resolution.how == "missing" and not link.quiet
    preview = LinkPreview(link.label or _default_label(link), is_missing=is_missing, size=link.size)
    if resolution.how == "external":
        return preview._replace(url=link.path if is_openable(link.path) else None)
    if resolution.target in vault.files or resolution.how == "ignored":
        return preview._replace(path=resolution.target)
    if preview.is_missing:
        return preview._replace(path=vault.new_note_path(note, link.path, link.kind))
    target = vault.notes.get(resolution.target or "")
    return _to_note(vault, target, link, preview, read) if target else preview


def _to_note(vault: Vault, target: Note, link: Link, preview: LinkPreview, read: TextReader) -> LinkPreview:
    preview = preview._replace(path=target.path)
    if is_fragment_missing(vault, target, link):
        return preview._replace(is_missing=True)
    found = fragment(vault, target, link)
    anchor = vault.fragments(target).anchor_of(found) if isinstance(found, Heading) else f"^{found.id}" if found else ""
    markdown = _embedded(vault, target, link, read) if link.kind == "embed" else None
    return preview._replace(anchor=anchor, markdown=markdown)


def _embedded(vault: Vault, target: Note, link: Link, read: TextReader) -> str | None:
    """Return the text of the note, section or block that an embed shows, cut where it is very long."""
    text = read(target.path)
    if text is None:
        return None
    found = fragment(vault, target, link)
    if found is None:
        front = find_frontmatter(text, target.facts.line_starts[0])
        start, end = front[1] if front else target.facts.line_starts[0], len(text)
    elif isinstance(found, Heading):
        start, end = heading_place(target, found).span
    else:
        start, end = block_span(target, found, text, vault.settings.dialect)
    shown = text[start : min(end, start + LONGEST)]
    return shown if end - start <= LONGEST else "\n\n".join((shown.rpartition("\n")[0], "…"))


def _default_label(link: Link) -> str:
    """Return what a link without a label shows: its target and its fragment, as Obsidian does."""
    parts = (link.path, *link.headings, f"^{link.block}" if link.block else "")
    return " > ".join(filter(None, parts))
