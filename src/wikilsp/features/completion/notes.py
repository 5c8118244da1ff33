"""What the path of a wikilink may say: names, aliases, titles and paths of notes; attachments; names of no note yet."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import repeat

from wikilsp.features.completion.indices import Indices
from wikilsp.features.completion.items import LIMIT, Choice
from wikilsp.features.completion.labels import labelled
from wikilsp.features.completion.typed_link import TypedLink
from wikilsp.index.graph import Edge, Graph
from wikilsp.index.name_index import Name, Names
from wikilsp.index.ranking import Fit, ranked
from wikilsp.note import Note
from wikilsp.syntax.facts import Link
from wikilsp.targets import is_writable
from wikilsp.vault.names import fold

_MORE_THAN_LINKS = 1_000_000


def notes(indices: Indices, note: Note, link: TypedLink, *, in_table: bool) -> Iterator[Choice]:
    """Give what may stand in the path of `link`, best first."""
    names = indices.names
    groups = [names.paths(), names.notes()] if "/" in link.typed.text else [names.notes()]
    groups = [names.attachments(), *groups] if link.is_embed else [*groups, names.attachments()]
    missing = names.missing(_missing_names(indices.graph, note, link))
    weigh = partial(weights, indices, note, groups)
    seen = set[tuple[str, str]]()
    for fit, group, at in ranked(link.typed.text, [*(group.spelt for group in groups), missing], 2 * LIMIT, weigh):
        if group == len(groups):
            choice = _missing(indices.graph, note, link, missing.names[at], fit)
        else:
            choice = _existing(indices, note, link, groups[group].names[at], fit, in_table=in_table)
        if choice and (choice.insert, choice.path) not in seen:
            seen.add((choice.insert, choice.path))
            yield choice


def weights(indices: Indices, note: Note, groups: Sequence[Names], group: int, chosen: Sequence[int]) -> Iterable[int]:
    """Tell how much what has each of the chosen names matters; that of no file, in a further group, is not weighed.

    What was edited last matters most, then what most notes link to, and `note` itself, in which somebody writes, least.
    """
    if group == len(groups):
        return repeat(0, len(chosen))
    names, edited, fan_in = groups[group].names, indices.names.edited, indices.graph.fan_in
    paths = [names[at].path for at in chosen]
    return [edited.get(path, 0) * _MORE_THAN_LINKS + fan_in(path) if path != note.path else -1 for path in paths]


def _existing(indices: Indices, note: Note, link: TypedLink, name: Name, fit: Fit, *, in_table: bool) -> Choice | None:
    insert = _target(indices, note, link, name, in_table=in_table)
    if insert is None:
        return None
    return Choice(name.text, name.kind, insert, fit, name.path, detail=name.path if name.path != name.text else "")


def _target(indices: Indices, note: Note, link: TypedLink, name: Name, *, in_table: bool) -> str | None:
    """Give what a link says that leads to what has this name, and is seen as it; None if no link can lead there."""
    vault = indices.vault
    target = vault.shortest(name.path, note)
    if not is_writable(target) or target.endswith("]"):
        return None
    if name.kind not in ("alias", "title") or not link.is_last or link.has_label or link.is_embed:
        return target
    if fold(name.text) == fold(target.rpartition("/")[2]):
        return target
    if vault.settings.dialect.preset == "logseq":
        # It has no labels, but an alias is a name of the page.
        is_name = vault.resolve(note, Link("wikilink", link.span, name.text, link.span)).target == name.path
        return name.text if is_name and is_writable(name.text) else target
    return labelled(target, name.text, vault.settings.dialect, in_table=in_table) or target


def _missing(graph: Graph, note: Note, link: TypedLink, name: str, fit: Fit) -> Choice | None:
    """Offer a name that other links say already, as most of them spell it."""
    edges = [edge for edge in graph.waiting(name) if _is_another(edge, note, link)]
    if not edges:
        return None
    spelt, _ = Counter(edge.link.path for edge in edges).most_common(1)[0]
    if not is_writable(spelt) or spelt.endswith("]"):
        return None
    sources = len({edge.source for edge in edges})
    detail = f"no such note yet, {sources} {'notes link' if sources > 1 else 'note links'} to it"
    return Choice(spelt, "missing", spelt, fit, detail=detail)


def _missing_names(graph: Graph, note: Note, link: TypedLink) -> frozenset[str]:
    """Give the names that links say and nothing has, without the one that only the link says which is just typed."""
    names = frozenset(graph.missing_names())
    typed = {fold(edge.link.path) for edge in graph.links(note.path) if edge.link.span.start == link.span.start}
    return names - {name for name in typed & names if len(graph.waiting(name)) == 1}


def _is_another(edge: Edge, note: Note, link: TypedLink) -> bool:
    """Is it a wikilink that the person at the keyboard is not just typing?"""
    is_typed = edge.source == note.path and edge.link.span.start == link.span.start
    return edge.link.kind in ("wikilink", "embed") and not edge.link.quiet and not is_typed
