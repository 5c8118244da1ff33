"""The links in canvases, which no index knows: they are read when a rename or a search for references needs them."""

from collections.abc import Iterator
from typing import NamedTuple

from wikilsp.features.answers import Mention, TextReader
from wikilsp.features.referents import BlockReferent, FileReferent, HeadingReferent, Referent
from wikilsp.note import Note
from wikilsp.syntax.canvas import CanvasNode, CanvasString, read_canvas
from wikilsp.syntax.facts import Facts, Link
from wikilsp.syntax.parse import parse
from wikilsp.syntax.wikilink import fragment_spans
from wikilsp.text import Span, line_starts
from wikilsp.vault.names import fold_path, is_canvas, without_extension
from wikilsp.vault.resolve import Resolution
from wikilsp.vault.vault import Vault


class CardText(NamedTuple):
    """A text with links in a card, as a note at the path of the canvas."""

    string: CanvasString
    note: Note
    links: tuple[tuple[Link, Resolution], ...]
    is_fragment: bool = False
    """Whether the text is the fragment of the note that the card shows, such as `#heading`."""

    def read(self, _path: str) -> str:
        """Return the text, as a `TextReader`."""
        return self.string.value


class CardFile(NamedTuple):
    """The path of a file that a card shows, and the file of the vault, None if there is none."""

    string: CanvasString
    target: str | None


class Canvas(NamedTuple):
    """The parts of the cards of a canvas that name notes and files."""

    path: str
    files: list[CardFile]
    fragments: list[CardText]
    texts: list[CardText]


class Canvases(NamedTuple):
    """The canvases of a vault, sorted by path, and the paths of those that cannot be read."""

    read: list[Canvas]
    unread: tuple[str, ...]


def canvas_paths(vault: Vault) -> list[str]:
    """Return the paths of the canvases of a vault, sorted."""
    return sorted(filter(is_canvas, vault.files))


def read_canvases(vault: Vault, read: TextReader) -> Canvases:
    """Read all canvases of a vault."""
    canvases, unread = [], []
    for path in canvas_paths(vault):
        text = read(path)
        nodes = None if text is None else read_canvas(text)
        if nodes is None:
            unread.append(path)
        else:
            canvases.append(_canvas(vault, path, nodes))
    return Canvases(canvases, tuple(unread))


def _canvas(vault: Vault, path: str, nodes: list[CanvasNode]) -> Canvas:
    canvas = Canvas(path, [], [], [])
    for node in nodes:
        match node["type"].value if "type" in node else "":
            case "file" if "file" in node:
                file = CardFile(node["file"], _find(vault, node["file"].value))
                canvas.files.append(file)
                if file.target and "subpath" in node:
                    canvas.fragments.extend(_fragment(path, node["subpath"], file.target))
            case "group" if "background" in node:
                canvas.files.append(CardFile(node["background"], _find(vault, node["background"].value)))
            case "text" if "text" in node and _may_have_links(node["text"].value):
                note = Note(path, parse(node["text"].value, vault.settings.dialect))
                links = tuple((link, vault.resolve(note, link)) for link in note.links)
                canvas.texts.append(CardText(node["text"], note, links))
    return canvas


def _find(vault: Vault, path: str) -> str | None:
    """Return the note or attachment at exactly this path from the root, except for case; None if there is none."""
    registry = vault.registry
    found = (path, registry.files.best_at(path), registry.stems.best_at(without_extension(path)))
    known = (each for each in found if each in vault.notes or each in vault.files)
    exact = next((each for each in known if each and fold_path(each) == fold_path(path)), None)
    return exact or (path if path in vault.ignored.paths else None)


def _fragment(path: str, string: CanvasString, target: str) -> Iterator[CardText]:
    """Yield the link to a heading or block of the note that a card shows."""
    text = string.value
    headings, block = fragment_spans(text, 1) if text.startswith("#") else ((), None)
    if headings or block:
        link = Link(
            "wikilink", Span(0, len(text)), target, Span(0, 0),
            tuple(text[slice(*span)] for span in headings), headings,
            text[slice(*block)] if block else None, block,
        )  # fmt: skip
        note = Note(path, Facts(line_starts(text), len(text), links=(link,)))
        yield CardText(string, note, ((link, Resolution(target, "name")),), is_fragment=True)


def _may_have_links(text: str) -> bool:
    return "[[" in text or "](" in text or "]:" in text


def canvas_mentions(vault: Vault, referent: Referent, read: TextReader) -> Iterator[Mention]:
    """Yield the mentions of a file, heading or block in canvases, sorted by path and position."""
    if isinstance(referent, FileReferent | HeadingReferent | BlockReferent):
        for canvas in read_canvases(vault, read).read:
            yield from sorted(Mention(canvas.path, span) for span in _spans(vault, canvas, referent))


def _spans(vault: Vault, canvas: Canvas, referent: FileReferent | HeadingReferent | BlockReferent) -> Iterator[Span]:
    is_file = isinstance(referent, FileReferent)
    yield from (file.string.span for file in canvas.files if is_file and file.target == referent.path)
    for card in canvas.texts if is_file else (*canvas.texts, *canvas.fragments):
        for link, found in card.links:
            if found.target == referent.path and referent.includes(vault, link):
                yield card.string.span_of(link.span)
