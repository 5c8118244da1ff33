"""Writes a property as a line or as YAML, and compares the meaning of the two."""

import re

from wikilsp.features.referents import decode_value
from wikilsp.settings import Dialect
from wikilsp.syntax.facts import Property
from wikilsp.syntax.parse import parse
from wikilsp.syntax.yaml_nodes import quote_scalar

Meaning = tuple[tuple[str, str], ...]
"""The decoded text and the type of each item of a value."""

_LISTS = frozenset(("tags", "alias", "aliases", "cssclasses"))
# What YAML 1.1 parses as something other than text.
_NO_TEXT = re.compile(r"y|n|yes|no|on|off|~|null|true|false|[-+]?[\d_]+(?::[0-5]?\d)+(?:\.\d*)?", re.IGNORECASE)
# A YAML list, mapping, anchor, alias or tag: plain text starts with none of these, and contains no colon and blank.
_STRUCTURE = re.compile(r"[{\[&*!]|(?![\"']).*:(?:\s|\Z)", re.DOTALL)
_NOT_IN_ITEM = re.compile(r"[,\[\]{}]")


def meaning_of(prop: Property) -> Meaning:
    """Return the meaning of a property, which does not depend on its form."""
    if prop.value.text and not prop.items and prop.value.type != "null":
        return ((prop.value.text, "other"),)
    return tuple((decode_value(item.text), item.type) for item in prop.items)


def write_line(prop: Property, dialect: Dialect) -> str | None:
    """Return a property as a line `key:: value`; None if no such line is parsed as the same key and value."""
    if prop.scope == "frontmatter" and any(_STRUCTURE.match(item.text) for item in prop.items):
        return None
    for in_quotes in (False, True):
        items = [quote_scalar(text) if in_quotes and kind == "text" else text for text, kind in meaning_of(prop)]
        line = f"{prop.key}:: {', '.join(items)}".rstrip()
        parsed = parse(line, dialect).properties
        if (
            len(parsed) == 1
            and parsed[0].scope == "page"
            and parsed[0].key == prop.key
            and _has_same_meaning(parsed[0], prop)
        ):
            return line
    return None


def write_yaml(prop: Property, dialect: Dialect) -> str | None:
    """Return a property as a line of YAML; None if no such line is parsed as the same key and value."""
    meaning = meaning_of(prop)
    is_list = len(meaning) > 1 or (prop.id in _LISTS and bool(meaning))
    items = [_yaml(text, kind, dialect, in_list=is_list) for text, kind in meaning]
    value = f"[{', '.join(items)}]" if is_list else "".join(items)
    line = f"{prop.key}: {value}".rstrip()
    parsed = parse(f"---\n{line}\n---\n", dialect)
    is_right = (
        len(parsed.properties) == 1
        and parsed.properties[0].key == prop.key
        and _has_same_meaning(parsed.properties[0], prop)
    )
    return line if is_right and not parsed.candidates else None


def _yaml(text: str, kind: str, dialect: Dialect, *, in_list: bool) -> str:
    """Return an item as YAML: as it is if every parser reads it as that text, else in quotes."""
    is_odd = _NO_TEXT.fullmatch(text) or _STRUCTURE.match(text) or (in_list and _NOT_IN_ITEM.search(text))
    if kind in ("text", "duration") and is_odd:
        return quote_scalar(text)
    parsed = parse(f"---\nk: {text}\n---\n", dialect)
    plain = parsed.properties[0].items if len(parsed.properties) == 1 else ()
    is_plain = len(plain) == 1 and (plain[0].text, plain[0].type) == (text, kind) and not parsed.candidates
    return text if is_plain else quote_scalar(text)


def _has_same_meaning(parsed: Property, prop: Property) -> bool:
    return meaning_of(parsed) == meaning_of(prop)
