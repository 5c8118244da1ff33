"""Text with two colons that is not a property is neither read as one nor reported."""

import pytest
from reading import candidates, properties

TRAPS = [
    "std::vector",
    "Vec::new()",
    "bspm::enable()",
    '[System.IO.File]::ReadAllText("x")',
    "f :: Num a => a",
    "x :: xs",
    r"<T> ::= a \| <T> b",
    "<T> ::= a | <T> b",
    "::1 localhost",
    "[::]:8080",
    "http://[::1]",
    "http://[::1]:80/ x",
    "fe80::1",
    "1:20:060408:adam@x.org::1Qtj",
    ":: Set console.",
    "role::assistant",
    "The ethernet stack is broken down into 4 steps::",
    "a[::-1]",
    "::smile::",
    ":smile:",
    "12::30",
    "12:: 30",
    "a::before",
    "::after",
    "C++ :: note",
    # Interpretation: a dot can be part of a key, but not in this case.
    ".. note::",
    "A::B::c",
    "use A::B::c; and x",
    "key: 'a::b'",
    '{"a": "b::c"}',
    "%%key:: text%%",
    "{{c1::text}}",
    "{{c1::text::hint}}",
    "Question::Answer",
    "Question:::Answer",
    "Which one?::This",
    "::icon(fa fa-book)",
    'pages with "public:: false" are left out',
    'that contains "priority::"',
    "`public:: false`",
    "pages with `public:: false` are left out",
    "- Do not export pages with “public:: false”",
    '- [ ] [link]: "a::b"',
    "-- :: --",
    ":::",
    "::",
    "::: warning",
    "a:b:c",
    "10:30: lunch",
    "http://x.y/a::b",
    "if (!base::F::On(features::kX)) {",
    "Foo<T>::bar(x)",
    "&str::len",
    "(std::string)",
    "[std::string]",
    "#include <a>::b",
    "| a :: b |",
    "x ::: y",
]
# They do not look like `key::value`, so a property next to them is not evidence.
SHAPELESS = [
    "http://[::1]",
    "[::]:8080",
    "a[::-1]",
    ":smile:",
    "{{c1::text}}",
    "{{c1::text::hint}}",
    "[std::string]",
    "pages with `public:: false` are left out",
    "10:30: lunch",
    "http://x.y/a::b",
]


FRAMES = ["TRAP", "text\nTRAP\ntext", "- TRAP", "> TRAP", "- a\n  TRAP"]


@pytest.mark.parametrize("trap", TRAPS)
def test_no_property_and_no_finding(trap):
    for frame in FRAMES:
        assert properties(frame.replace("TRAP", trap)) == [], frame
        assert candidates(frame.replace("TRAP", trap)) == [], frame


@pytest.mark.parametrize("trap", TRAPS)
def test_properties_next_to_it_are_the_only_ones(trap):
    assert properties(f"a:: 1\n{trap}\n\n{trap}\n\nb:: 2\n") == [("a", "1"), ("b", "2")]
    assert candidates(f"a:: 1\n\n{trap}\n\nb:: 2\n") == []


@pytest.mark.parametrize("trap", SHAPELESS)
def test_nothing_is_reported_next_to_a_property(trap):
    assert candidates(f"a:: 1\n{trap}\nb:: 2\n") == []


@pytest.mark.parametrize(
    "text",
    [
        '%% kanban:settings\n```\n{"kanban-plugin":"board"}\n```\n%%',
        '## Drawing\n```json\n{"a::b": "c:: d"}\n```\n%%',
        "```mermaid\nmindmap\n  root\n    ::icon(fa fa-book)\n    k:: v\n```",
        "```yaml\nk:: v\n```",
        "~~~rst\n.. note::\n\n   k:: v\n~~~",
    ],
)
def test_data_in_fences(text):
    assert (properties(text), candidates(text)) == ([], [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("term:: definition", ("term", "definition")),
        ("Example::", ("Example", "")),
        ("An example::", ("An example", "")),
    ],
)
def test_text_that_looks_exactly_like_a_property_is_one(text, expected):
    assert properties(text) == [expected]
    assert candidates(text) == []
