"""A note is the same whether its facts are passed in or encoded."""

import pytest
from msgspec import msgpack

from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.parse import parse

TEXT = """\
---
aliases: [b]
---
# A

[[one]] and [two][ref], ![[three#^id]] 😀 [[one]]

[ref]: two.md
[out]: https://example.org

[four](four.md) #tag
"""


@pytest.fixture(params=["passed", "encoded", "part of a file"])
def note(request):
    facts = parse(TEXT, Dialect())
    encoded = msgpack.encode(facts)
    forms = {"passed": facts, "encoded": encoded, "part of a file": memoryview(b"x" + encoded + b"y")[1:-1]}
    return Note("a.md", forms[request.param])


def test_its_facts(note):
    assert note.facts == parse(TEXT, Dialect())


def test_its_layout(note):
    layout, facts = note.layout, note.facts
    assert (layout.line_starts, layout.newline) == (facts.line_starts, facts.newline)
    assert (layout.length, layout.has_astral) == (len(TEXT), True)


def test_its_links_followed_by_the_links_of_its_definitions(note):
    assert [link.path for link in note.links] == ["one", "two.md", "three", "one", "four.md", "two.md"]
