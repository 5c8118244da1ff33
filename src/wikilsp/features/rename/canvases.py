"""Renames in canvases: the files that their cards show, and the links in the text of cards."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from wikilsp.features.answers import Mention, TextReader
from wikilsp.features.canvases import CardText, read_canvases
from wikilsp.features.rename.link_preserver import LinkPreserver
from wikilsp.features.rename.merge import merge, result_of
from wikilsp.features.rename.pending_moves import Moves
from wikilsp.features.rename.result import RenameResult
from wikilsp.index.graph import Edge
from wikilsp.syntax.facts import Link
from wikilsp.text import Span
from wikilsp.vault.changes import Changes
from wikilsp.vault.vault import Vault

_NOTHING = RenameResult(Changes())


def preserve_canvases(
    vault: Vault, after: Vault, moves: Moves, read: TextReader, names: Mapping[str, str]
) -> RenameResult:
    """Return the edits of all canvases that make their cards show, and link to, the same files as now.

    The arguments are the same as for `preserve_links`.
    """
    canvases = read_canvases(vault, read)
    results = [_NOTHING._replace(canvases=canvases.unread)]
    for canvas in canvases.read:
        new_path = moves(canvas.path)
        shown = ((file.string, file.target, moves(file.target)) for file in canvas.files if file.target)
        edits = [string.rewrite(new) for string, old, new in shown if new != old]
        results.append(result_of({canvas.path: edits}, set()))
        for card in canvas.texts:
            preserver = LinkPreserver(vault, after, moves, card.read, names)
            edges = (Edge(canvas.path, link, found) for link, found in card.links)
            preserver.preserve_from(card.note, card.note.at(new_path), edges)
            results.append(_in_canvas(preserver.result(), card))
    return merge(*results)


class LinkedCards:
    """The texts of cards in the canvases of a vault, by the notes that they link to."""

    def __init__(self, vault: Vault, read: TextReader) -> None:
        canvases = read_canvases(vault, read)
        self._unread = canvases.unread
        self._links: dict[str, list[tuple[CardText, list[Link]]]] = {}
        for canvas in canvases.read:
            for card in (*canvas.texts, *canvas.fragments):
                for link, found in card.links:
                    if found.target is not None and link.reference is None:
                        self._add(found.target, card, link)

    def _add(self, target: str, card: CardText, link: Link) -> None:
        cards = self._links.setdefault(target, [])
        if not (cards and cards[-1][0] is card):
            cards.append((card, []))
        cards[-1][1].append(link)

    def change(self, target: str, change: Callable[[CardText, Sequence[Link]], RenameResult]) -> RenameResult:
        """Return what `change` does to each card with links to a note, which it gets as well."""
        results = [_in_canvas(change(card, links), card) for card, links in self._links.get(target, ())]
        return merge(*results, _NOTHING._replace(canvases=self._unread))


def _in_canvas(result: RenameResult, card: CardText) -> RenameResult:
    """Convert the places in a result for the text of a card to those in its canvas."""
    return result._replace(
        changes=Changes({path: tuple(map(card.string.edit, edits)) for path, edits in result.changes.edits.items()}),
        found=_places(result.found, card),
        lost=_places(result.lost, card),
        longer=_places(result.longer, card),
    )


def _places(mentions: Iterable[Mention], card: CardText) -> tuple[Mention, ...]:
    return tuple(Mention(path, card.string.span_of(Span(*span))) for path, span in mentions)
