"""Reads the names that the `key:: value` lines of a page give it."""

from collections.abc import Iterator

from msgspec import structs

from wikilsp.syntax.facts import Property, Value
from wikilsp.syntax.frontmatter import ALIAS_KEYS, linked_name
from wikilsp.syntax.yaml_nodes import unescape_scalar


def page_aliases(page: list[Property]) -> Iterator[Value]:
    """Yield the aliases among the properties of a page."""
    for made in page:
        if made.id in ALIAS_KEYS:
            yield from (structs.replace(item, text=linked_name(_unquote(item.text))) for item in made.items)


def page_title(page: list[Property]) -> str | None:
    """Return the title among the properties of a page, None if it has none."""
    titles = (made.value.text for made in page if made.id == "title" and made.value.type != "null")
    return next(map(_unquote, titles), None)


def _unquote(text: str) -> str:
    is_quoted = len(text) > 1 and text[0] == text[-1] == '"'
    return unescape_scalar(text[1:-1], '"').strip() if is_quoted else text
