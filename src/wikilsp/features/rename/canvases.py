"""Renames in canvases: the files that their cards show, and the links in the text of cards."""

from collections.abc import Callable, Iterable, Mapping

from wikilsp.features.answers import Mention, TextReader
from wikilsp.features.canvases import CardText, read_canvases
from wikilsp.features.rename.link_preserver import LinkPreserver
from wikilsp.features.rename.merge import merge, result_of
from wikilsp.features.rename.pending_moves import Moves
from wikilsp.features.rename.result import RenameResult
from wikilsp.index.graph import Edge
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


def change_canvases(
    vault: Vault, target: str, read: TextReader, change: Callable[[CardText], RenameResult]
) -> RenameResult:
    """Return what `change` does to the cards with links into the note `target`."""
    canvases = read_canvases(vault, read)
    cards = (card for canvas in canvases.read for card in (*canvas.texts, *canvas.fragments))
    with_link = (card for card in cards if any(found.target == target for _, found in card.links))
    results = [_in_canvas(change(card), card) for card in with_link]
    return merge(*results, _NOTHING._replace(canvases=canvases.unread))


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
