"""What may be put in the place of what is typed, and how an editor is told of it. Knows neither vault nor dialect."""

import re
from collections.abc import Iterable
from itertools import islice
from typing import Literal, NamedTuple

from wikilsp.index.name_index import NameKind
from wikilsp.index.ranking import Fit
from wikilsp.text import Span
from wikilsp.vault.changes import Changes

ItemKind = NameKind | Literal["missing", "key", "value"]

LIMIT = 100
"""Items at a time. Nobody reads more, and typing brings others up; but each takes its time at each keystroke."""

_NOTHING_ELSE = Changes()
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class CompletionItem(NamedTuple):
    """Something that may be put in the place of what stands at `span`."""

    label: str
    kind: ItemKind
    insert: str
    span: Span
    filter: str
    """What an editor compares with the text between the begin of `span` and the cursor."""
    sort: str
    """The items in the order of these are the best first."""
    detail: str = ""
    path: str = ""
    """The note or attachment that the item is, or that it is in; "" for what is in no single one."""
    at: int = -1
    """Where in that note it stands; -1 for all of the note."""
    cursor: int = -1
    """Where in `insert` the cursor is wanted afterwards; -1 for its end."""
    also: Changes = _NOTHING_ELSE
    """What is to be done besides, in this note or another."""


class Completion(NamedTuple):
    """The items, best first. `incomplete`: there are others, which more typing would bring up."""

    items: tuple[CompletionItem, ...] = ()
    incomplete: bool = False


class Choice(NamedTuple):
    """An item before it is placed in the text; `fit` tells whether it is what was typed, or only alike."""

    label: str
    kind: ItemKind
    insert: str
    fit: Fit
    path: str = ""
    at: int = -1
    detail: str = ""
    filter: str = ""
    """What is compared with what was typed, if that is not the label."""
    also: Changes = _NOTHING_ELSE


class TypedText(NamedTuple):
    """What is being typed, as far as it is replaced."""

    text: str
    """What stands between the begin of `span` and the cursor, without `mark`."""
    span: Span
    """What is replaced: what is typed with what follows the cursor in it, and what closes it."""
    closer: str = ""
    """What has to be put in behind it."""
    mark: str = ""
    """What `span` begins with and names do not, such as the `##` of a search."""
    stays: bool = False
    """The cursor stays before the closer, since there is more to type."""


def completed(typed: TypedText, choices: Iterable[Choice]) -> Completion:
    """Place the best choices in the text; they come in that order."""
    # What comes from another note must not bring lines of it along.
    found = list(islice((choice for choice in choices if not _CONTROL.search(choice.label + choice.insert)), LIMIT + 1))
    incomplete = len(found) > LIMIT or any(choice.fit is Fit.ALIKE for choice in found)
    return Completion(tuple(_item(typed, *numbered) for numbered in enumerate(found[:LIMIT])), incomplete)


def _item(typed: TypedText, number: int, choice: Choice) -> CompletionItem:
    # Editors drop what does not hold the letters typed; what is misspelt must pass for that.
    passes = typed.text.strip() if choice.fit is Fit.ALIKE else choice.filter or choice.label
    return CompletionItem(
        choice.label,
        choice.kind,
        f"{choice.insert}{typed.closer}",
        typed.span,
        f"{typed.mark}{passes}",
        f"{number:03}",
        choice.detail,
        choice.path,
        choice.at,
        len(choice.insert) if typed.stays and typed.closer else -1,
        choice.also,
    )
