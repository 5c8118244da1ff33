"""Parses notes into short forms for the tests, and checks every span on the way."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import unquote

import pytest
from markdown_it.common.utils import unescapeAll

from wikilsp.settings import Dialect
from wikilsp.syntax.facts import Facts, Link, Property
from wikilsp.syntax.parse import parse
from wikilsp.syntax.source_text import SourceText
from wikilsp.text import Span

OBSIDIAN = Dialect()
DATAVIEW = Dialect(preset="dataview", separator_space="optional")
LOGSEQ = Dialect(
    preset="logseq",
    filenames="triple-lowbar",
    nested=True,
    numeric_tags=True,
    multiword_tags=True,
    property_scope="first-block",
    max_key_words=1,
)
UUID = "6356e902-3b7b-4cb2-8c3e-6a904c813c40"


def cases(names, *rows):
    """Parametrize a test. The first item of each row is its id, the others are the values of `names`."""
    return pytest.mark.parametrize(names.split(", "), [pytest.param(*row[1:], id=row[0]) for row in rows])


class LinkParts(NamedTuple):
    """The parts of a link, without spans."""

    path: str
    headings: tuple[str, ...] = ()
    block: str | None = None
    label: str | None = None
    size: tuple[int, int | None] | None = None
    kind: str = "wikilink"


def link(path, *headings, **parts):
    return LinkParts(path, headings, **parts)


def embed(path, *headings, **parts):
    return LinkParts(path, headings, kind="embed", **parts)


def read(text, dialect=OBSIDIAN):
    facts = parse(text, dialect)
    check_spans(text, facts)
    return facts


def links(text, dialect=OBSIDIAN):
    return [LinkParts(x.path, x.headings, x.block, x.label, x.size, x.kind) for x in read(text, dialect).links]


def paths(text, dialect=OBSIDIAN):
    return [x.path for x in read(text, dialect).links]


def tags(text, dialect=OBSIDIAN):
    return [x.name for x in read(text, dialect).tags]


def properties(text, dialect=OBSIDIAN):
    return [(x.key, x.value.text) for x in read(text, dialect).properties]


def scopes(text, dialect=OBSIDIAN):
    return [(x.scope, x.key, x.value.text) for x in read(text, dialect).properties]


def headings(text, dialect=OBSIDIAN):
    return [(x.level, x.text) for x in read(text, dialect).headings]


def blocks(text, dialect=OBSIDIAN):
    return [x.id for x in read(text, dialect).blocks]


def candidates(text, dialect=OBSIDIAN):
    """Return the kind and the text of each candidate."""
    return [(x.kind, piece(text, x.span)) for x in read(text, dialect).candidates]


def piece(text, span):
    return text[span.start : span.end]


def check_spans(text, facts: Facts):
    """Check that the text at each span matches its fact, and that facts of a kind are in text order."""
    for one in facts.links:
        check_link(text, one)
    for tag in facts.tags:
        # In front matter the `#` may be missing; a tag of several words has brackets.
        assert piece(text, tag.span) in (f"#{tag.name}", tag.name, f"#[[{tag.name}]]")
    for prop in facts.properties:
        check_property(text, prop)
    source = SourceText.of(text, facts.line_starts)
    for heading in facts.headings:
        assert source.matches(heading.text_span, heading.text)
        assert heading.span.start <= heading.text_span.start <= heading.text_span.end <= heading.span.end
    for block in facts.blocks:
        assert piece(text, block.span) == (block.id if block.from_property else f"^{block.id}")
    for footnote in facts.footnotes:
        assert piece(text, footnote.span) == f"[^{footnote.id}]"
        assert piece(text, footnote.id_span) == footnote.id
    for callout in facts.callouts:
        assert piece(text, callout.span) == callout.type
    check_order(text, facts)


def check_order(text, facts: Facts):
    by_kind = (facts.links, facts.definitions, facts.tags, facts.properties, facts.headings, facts.blocks)
    for some in (*by_kind, facts.footnotes, facts.callouts):
        assert all(one.span.start <= other.span.start for one, other in pairwise(some))
    assert all(0 <= span.start <= span.end <= len(text) for span in all_spans(facts))


def check_link(text, one: Link):
    assert piece(text, one.span).startswith({"wikilink": "[[", "embed": "![[", "link": "[", "image": "!["}[one.kind])
    assert piece(text, one.span).endswith(("]", ")"))
    if one.kind in ("wikilink", "embed"):
        source = piece(text, one.path_span)
        # The source differs if it is escaped in YAML.
        assert source == one.path or "''" in source or "\\" in source
        assert tuple(piece(text, span) for span in one.heading_spans) == one.headings
        assert one.block is None or piece(text, one.block_span) == one.block
        assert one.label is None or piece(text, one.label_span) == one.label
    elif one.reference is None:
        source = unquote(unescapeAll(piece(text, one.path_span)))
        # The query of a URL in quotes is kept, since it is no path.
        assert one.path in (source, source.partition("?")[0])


def check_property(text, prop: Property):
    # A key of front matter may be quoted.
    assert piece(text, prop.key_span).strip("\"'") == prop.key
    assert not {"\n", "\r"} & set(piece(text, prop.key_span))
    for value in (prop.value, *prop.items):
        assert piece(text, value.span) == value.text
        assert value.text == value.text.strip()


def all_spans(facts: Facts) -> Iterator[Span]:
    """Yield every span of the facts."""
    for one in facts.links:
        yield from (one.span, one.path_span, *one.heading_spans)
        yield from (span for span in (one.block_span, one.label_span) if span)
    for definition in facts.definitions:
        yield from (definition.span, definition.label_span)
    for prop in facts.properties:
        yield from (prop.key_span, prop.span, prop.value.span, *(item.span for item in prop.items))
    for heading in facts.headings:
        yield from (heading.span, heading.text_span)
    for candidate in facts.candidates:
        yield from (span for span in (candidate.span, candidate.at) if span)
    for footnote in facts.footnotes:
        yield from (span for span in (footnote.span, footnote.text_span) if span)
    plain = (facts.tags, facts.blocks, facts.aliases, facts.suppressions, facts.callouts)
    yield from (one.span for some in plain for one in some)
