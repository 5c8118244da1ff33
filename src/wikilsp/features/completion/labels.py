"""Completes the label of a link: with the other names of its target, or the heading that it names."""

import re
from collections.abc import Iterator

from wikilsp.features.completion.items import Choice
from wikilsp.features.completion.typed_link import TypedLink
from wikilsp.index.name_index import Name
from wikilsp.index.ranking import SearchText, rank_names
from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.vault.names import fold

_NOT_IN_LABEL = re.compile(r"\[\[|\]\]|\A\[|\]\Z|[|\r\n]")


def labels(index: VaultIndex, note: Note, link: TypedLink) -> Iterator[Choice]:
    """Yield the labels that match the typed text after the bar of `link`."""
    dialect = index.vault.settings.dialect
    path = index.vault.resolve_text(note, link.path).target
    target = index.vault.notes.get(path or "")
    if target is None or dialect.preset == "logseq":
        return
    names = [Name(heading, "heading", target.path) for heading in link.headings[-1:]]
    names += [name for name in index.names.names_of(target) if fold(name.text) != fold(link.path)]
    by_spelling = sorted((fold(name.text), order) for order, name in enumerate(names))
    search_text = SearchText([folded for folded, _ in by_spelling])
    for fit, _, at in rank_names(link.typed.text, [search_text], len(names)):
        name = names[by_spelling[at][1]]
        if is_label(name.text):
            yield Choice(name.text, name.kind, name.text, fit, name.path)


def is_label(text: str) -> bool:
    """Whether a text can be the label of a link, without ending the link."""
    return not _NOT_IN_LABEL.search(text)


def labelled_link(target: str, label: str, dialect: Dialect, *, in_table: bool) -> str | None:
    """Return the text between the brackets of a link to `target` with a label; None if the label cannot be written."""
    if not is_label(label):
        return None
    bar = "\\|" if in_table else "|"
    return f"{label}{bar}{target}" if dialect.label_order == "label-first" else f"{target}{bar}{label}"
