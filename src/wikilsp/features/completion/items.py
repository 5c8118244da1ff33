"""Completion items, and how a choice becomes one."""

import re
from collections.abc import Iterable
from itertools import islice
from typing import Literal, NamedTuple

from wikilsp.index.name_index import NameKind
from wikilsp.index.ranking import Fit
from wikilsp.text import Span
from wikilsp.vault.changes import Changes

ItemKind = NameKind | Literal["missing", "key", "value", "footnote", "callout"]

LIMIT = 100
"""Items per request. More would slow down every keystroke, and further typing narrows the list anyway."""

_NOTHING_ELSE = Changes()
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class CompletionItem(NamedTuple):
    """A text that can replace `span`."""

    label: str
    kind: ItemKind
    insert: str
    span: Span
    filter: str
    """The text that the editor matches against the text from the start of `span` to the cursor."""
    sort: str
    """The sort key: it orders the items best first."""
    detail: str = ""
    path: str = ""
    """The vault path of the note or attachment that the item is or lies in; "" if there is no single one."""
    at: int = -1
    """The offset in that note; -1 for the whole note."""
    cursor: int = -1
    """The offset in `insert` to put the cursor at afterwards; -1 for its end."""
    also: Changes = _NOTHING_ELSE
    """Additional edits, in this note or another."""


class Completion(NamedTuple):
    """The items, best first. `incomplete`: there are more, so the editor must ask again as the user types."""

    items: tuple[CompletionItem, ...] = ()
    incomplete: bool = False
    is_search: bool = False
    """Whether the items are names of notes and files, of which a server may not know all yet."""


class Choice(NamedTuple):
    """A completion item without its place in the text. `fit` is how well it matches the typed text."""

    label: str
    kind: ItemKind
    insert: str
    fit: Fit
    path: str = ""
    at: int = -1
    detail: str = ""
    filter: str = ""
    """The text to match against the typed text, if it is not the label."""
    also: Changes = _NOTHING_ELSE


class TypedText(NamedTuple):
    """The text at the cursor that an item replaces."""

    text: str
    """The text from the start of `span` to the cursor, without `mark`."""
    span: Span
    """The span to replace: up to the end of the word or name at the cursor, with existing closing brackets."""
    closer: str = ""
    """The closing brackets to insert after the item."""
    mark: str = ""
    """The characters at the start of `span` that are not part of a name, such as the `##` of a search."""
    stays: bool = False
    """Whether the cursor stays before the closer, since there is more to type."""


def complete(typed: TypedText, choices: Iterable[Choice]) -> Completion:
    """Turn at most `LIMIT` choices, best first, into the items that replace the typed text."""
    # A name from another note must not insert line ends or other control characters.
    found = list(islice((choice for choice in choices if not _CONTROL.search(choice.label + choice.insert)), LIMIT + 1))
    incomplete = len(found) > LIMIT or any(choice.fit is Fit.SIMILAR for choice in found)
    return Completion(tuple(_item(typed, *numbered) for numbered in enumerate(found[:LIMIT])), incomplete)


def _item(typed: TypedText, number: int, choice: Choice) -> CompletionItem:
    # Editors drop items that lack the typed letters, so a match of a misspelled text has that text as its filter.
    filter_text = typed.text.strip() if choice.fit is Fit.SIMILAR else choice.filter or choice.label
    return CompletionItem(
        choice.label,
        choice.kind,
        f"{choice.insert}{typed.closer}",
        typed.span,
        f"{typed.mark}{filter_text}",
        f"{number:03}",
        choice.detail,
        choice.path,
        choice.at,
        len(choice.insert) if typed.stays and typed.closer else -1,
        choice.also,
    )
