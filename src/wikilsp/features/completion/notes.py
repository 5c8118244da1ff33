"""Completes the path of a wikilink: names, aliases, titles and paths of notes, attachments, and missing notes."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import repeat

from wikilsp.features.completion.items import LIMIT, Choice
from wikilsp.features.completion.labels import labelled_link
from wikilsp.features.completion.typed_link import TypedLink
from wikilsp.index.graph import Graph
from wikilsp.index.name_index import Name, Names
from wikilsp.index.ranking import Fit, rank_names
from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note
from wikilsp.targets import is_writable
from wikilsp.vault.names import fold

_WEIGHT_OF_EDIT = 1_000_000
"""More than any number of backlinks, so that an edited note outweighs every other one."""


def notes(index: VaultIndex, note: Note, link: TypedLink, *, in_table: bool) -> Iterator[Choice]:
    """Yield the names and paths that match the typed text in the path of `link`, best first."""
    names = index.names
    groups = [names.paths(), names.notes()] if "/" in link.typed.text else [names.notes()]
    groups = [names.attachments(), *groups] if link.is_embed else [*groups, names.attachments()]
    missing = names.missing(_missing_names(index.graph, note, link))
    weigh = partial(weigh_names, index, note, groups)
    seen = set[tuple[str, str]]()
    for fit, group, at in rank_names(
        link.typed.text, [*(group.search_text for group in groups), missing], 2 * LIMIT, weigh
    ):
        if group == len(groups):
            choice = _missing_choice(index.graph, note, link, missing.names[at], fit)
        else:
            choice = _existing_choice(index, note, link, groups[group].names[at], fit, in_table=in_table)
        if choice and (choice.insert, choice.path) not in seen:
            seen.add((choice.insert, choice.path))
            yield choice


def weigh_names(
    index: VaultIndex, note: Note, groups: Sequence[Names], group: int, chosen: Sequence[int]
) -> Iterable[int]:
    """Return the weights of the chosen names of a group; 0 for missing notes, the group after `groups`.

    Recently edited notes weigh most, then notes with many backlinks. `note`, which is being edited, weighs least.
    """
    if group == len(groups):
        return repeat(0, len(chosen))
    names, edited, fan_in = groups[group].names, index.names.edited, index.graph.fan_in
    paths = [names[at].path for at in chosen]
    return [edited.get(path, 0) * _WEIGHT_OF_EDIT + fan_in(path) if path != note.path else -1 for path in paths]


def _existing_choice(
    index: VaultIndex, note: Note, link: TypedLink, name: Name, fit: Fit, *, in_table: bool
) -> Choice | None:
    insert = _link_text(index, note, link, name, in_table=in_table)
    if insert is None:
        return None
    return Choice(name.text, name.kind, insert, fit, name.path, detail=name.path if name.path != name.text else "")


def _link_text(index: VaultIndex, note: Note, link: TypedLink, name: Name, *, in_table: bool) -> str | None:
    """Return the text between the brackets of a link that leads to the owner of a name and, if possible, shows it.

    None if no such link can be written.
    """
    vault = index.vault
    target = vault.shortest(name.path, note)
    if not is_writable(target) or target.endswith("]"):
        return None
    if name.kind not in ("alias", "title") or not link.is_last or link.has_label or link.is_embed:
        return target
    if fold(name.text) == fold(target.rpartition("/")[2]):
        return target
    if vault.settings.dialect.preset == "logseq":
        # Logseq has no labels, but resolves aliases.
        is_name = vault.resolve_text(note, name.text).target == name.path
        return name.text if is_name and is_writable(name.text) else target
    return labelled_link(target, name.text, vault.settings.dialect, in_table=in_table) or target


def _missing_choice(graph: Graph, note: Note, link: TypedLink, name: str, fit: Fit) -> Choice | None:
    """Return the choice for a missing note or file that other links name, in the spelling of most notes."""
    spellings: dict[str, set[str]] = {}
    for text, users in graph.missing(name).items():
        if not text.is_destination:
            spellings.setdefault(text.path, set()).update(users)
    sources = set[str]().union(*spellings.values())
    if not _is_linked(graph, note, link, note.path, name):
        sources.discard(note.path)
    # One link is enough to know that the name is not a placeholder of a template.
    if not any(_is_linked(graph, note, link, source, name) for source in sorted(sources)):
        return None
    most_used = min(spellings, key=lambda text: (-len(spellings[text] & sources), text))
    spelling = graph.vault.registry.journal(name) or most_used
    if not is_writable(spelling) or spelling.endswith("]"):
        return None
    detail = f"does not exist yet; {len(sources)} {'notes link' if len(sources) > 1 else 'note links'} to it"
    return Choice(spelling, "missing", spelling, fit, detail=detail)


def _missing_names(graph: Graph, note: Note, link: TypedLink) -> frozenset[str]:
    """Return the names of missing notes and files, without one that only the link at the cursor has."""
    names = frozenset(graph.missing_names())
    key = graph.vault.registry.name_key
    typed = {key(other.path) for other in note.links if other.span.start == link.span.start} & names
    return names - {name for name in typed if len(graph.missing_links(name)) == 1}


def _is_linked(graph: Graph, note: Note, link: TypedLink, source: str, name: str) -> bool:
    """Whether a note has a wikilink to a missing name, other than the link at the cursor."""
    return any(
        other.kind in ("wikilink", "embed")
        and not other.quiet
        and not (source == note.path and other.span.start == link.span.start)
        for _, other, _ in graph.missing_links_in(source, name)
    )
