"""Finds the tags in front matter that YAML reads as comments, since they start with `#` and have no quotes."""

import re
from collections.abc import Iterator

from wikilsp.syntax.frontmatter import TAG_KEYS
from wikilsp.syntax.tags import is_tag_name
from wikilsp.text import Span

_KEY = re.compile(rf"^(?:{'|'.join(TAG_KEYS)})[ \t]*+:(?=[ \t\r\n]|\Z)", re.MULTILINE | re.IGNORECASE)
_VALUE = re.compile(r"[ \t]++(#[^\r\n]*)")
_FLOW = re.compile(r"\s*+\[([^\[\]{}\"']*)\]")
_FLOW_ITEM = re.compile(r"(?:\A|(?<=[,\r\n]))[ \t]*+(#[^\s,]++)(?=[ \t]*+(?:[,\r\n]|\Z))")
_ITEM = re.compile(r"[ \t]*+(?:\r\n?|\n)[ \t]*+-(?![^\s])(?:[ \t]++(#[^\r\n]*)|[^\r\n]*)")
_SEPARATORS = re.compile(r"[\s,]+")


def hash_tags(yaml: str, *, numeric: bool) -> Iterator[Span]:
    """Yield the spans of the values and items of `tags` in the YAML that consist of tags with `#` alone.

    `numeric` is whether a tag may consist of digits.
    """
    for key in _KEY.finditer(yaml):
        for start, end in _values(yaml, key.end()):
            text = yaml[start:end].rstrip()
            words = _SEPARATORS.split(text)
            if all(word.startswith("#") and is_tag_name(word[1:], numeric=numeric) for word in words):
                yield Span(start, start + len(text))


def _values(yaml: str, pos: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of what may be tags in the value at `pos`, after a colon."""
    if value := _VALUE.match(yaml, pos):
        yield value.span(1)
    elif flow := _FLOW.match(yaml, pos):
        for item in _FLOW_ITEM.finditer(yaml[flow.start(1) : flow.end(1)]):
            yield item.start(1) + flow.start(1), item.end(1) + flow.start(1)
    while line := _ITEM.match(yaml, pos):
        if line[1]:
            yield line.span(1)
        pos = line.end()
