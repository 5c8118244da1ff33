"""The text of a property, as a line and as YAML, and what either means. Knows one property and no note."""

import re

from wikilsp.features.referents import decode_value
from wikilsp.settings import Dialect
from wikilsp.syntax.facts import Property
from wikilsp.syntax.parse import parse
from wikilsp.syntax.yaml_nodes import quoted

Meant = tuple[tuple[str, str], ...]
"""The items of a value: what each means, without its quotes, and its type."""

_LISTS = frozenset(("tags", "alias", "aliases", "cssclasses"))
# What YAML 1.1 takes for something else than text.
_NO_TEXT = re.compile(r"y|n|yes|no|on|off|~|null|true|false|[-+]?[\d_]+(?::[0-5]?\d)+(?:\.\d*)?", re.IGNORECASE)
# A list, mapping, anchor, alias or tag of YAML as an item: a plain text begins with none, and holds no colon and blank.
_STRUCTURE = re.compile(r"[{\[&*!]|(?![\"']).*:(?:\s|\Z)", re.DOTALL)
_NOT_IN_ITEM = re.compile(r"[,\[\]{}]")


def meant_by(made: Property) -> Meant:
    """Give what a property says, however it is written."""
    if made.value.text and not made.items and made.value.type != "null":
        return ((made.value.text, "other"),)
    return tuple((decode_value(item.text), item.type) for item in made.items)


def as_line(made: Property, dialect: Dialect) -> str | None:
    """Write a property as `key:: value`; None if no such line has its key and its value."""
    if made.scope == "frontmatter" and any(_STRUCTURE.match(item.text) for item in made.items):
        return None
    for in_quotes in (False, True):
        items = [quoted(text) if in_quotes and kind == "text" else text for text, kind in meant_by(made)]
        # Of a list of one the comma is what makes it a list.
        line = f"{made.key}:: {', '.join(items)}".rstrip()
        found = parse(line, dialect).properties
        if len(found) == 1 and found[0].scope == "page" and found[0].key == made.key and _says(found[0], made):
            return line
    return None


def as_yaml(made: Property, dialect: Dialect) -> str | None:
    """Write a property as a line `key: value` of front matter; None if no such line has its key and its value."""
    said = meant_by(made)
    is_list = len(said) > 1 or (made.id in _LISTS and bool(said))
    items = [_yaml(text, kind, dialect, in_list=is_list) for text, kind in said]
    value = f"[{', '.join(items)}]" if is_list else "".join(items)
    line = f"{made.key}: {value}".rstrip()
    found = parse(f"---\n{line}\n---\n", dialect)
    is_right = len(found.properties) == 1 and found.properties[0].key == made.key and _says(found.properties[0], made)
    return line if is_right and not found.candidates else None


def _yaml(text: str, kind: str, dialect: Dialect, *, in_list: bool) -> str:
    """Write one item as YAML: as it is if YAML and others read it so, else in quotes."""
    is_odd = _NO_TEXT.fullmatch(text) or _STRUCTURE.match(text) or (in_list and _NOT_IN_ITEM.search(text))
    if kind in ("text", "duration") and is_odd:
        return quoted(text)
    found = parse(f"---\nk: {text}\n---\n", dialect)
    plain = found.properties[0].items if len(found.properties) == 1 else ()
    is_plain = len(plain) == 1 and (plain[0].text, plain[0].type) == (text, kind) and not found.candidates
    return text if is_plain else quoted(text)


def _says(found: Property, made: Property) -> bool:
    return meant_by(found) == meant_by(made)
