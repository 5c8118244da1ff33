"""Queries of Dataview and Logseq in notes, the links in them, and their tokens."""

import pytest

from wikilsp.settings import Dialect
from wikilsp.syntax.claims import first_mismatch
from wikilsp.syntax.parse import parse
from wikilsp.syntax.queries import tokens
from wikilsp.syntax.summary import summary_of

LOGSEQ = Dialect(preset="logseq")


def queries(text, dialect=LOGSEQ):
    facts = parse(text, dialect)
    assert first_mismatch(text, facts) is None
    assert summary_of(facts).has_queries == bool(facts.queries)
    return [(query.kind, query.text) for query in facts.queries]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```dataview\nLIST\nFROM #a\n```\n", [("dataview", "LIST\nFROM #a")]),
        ("~~~dataview\nLIST\n~~~", [("dataview", "LIST")]),
        ("> ```dataview\n> LIST\n> ```\n", [("dataview", "> LIST")]),
        ("- a\n  ```dataview\n  LIST\n  ```\n", [("dataview", "  LIST")]),
        ("```dataview\r\nLIST\r\n```\r\n", [("dataview", "LIST")]),
        ("```dataview\nLIST", [("dataview", "LIST")]),
        ("```dataviewjs\ndv.pages()\n```\n", [("script", "dv.pages()")]),
        ("x `= this.a` y `$= dv.x` z `=1`", [("inline", "= this.a"), ("script", "$= dv.x"), ("inline", "=1")]),
        ("- {{query (property a b)}}\n", [("logseq", "(property a b)")]),
        ("- {{Query [[a]]}} {{query #b}}\n", [("logseq", "[[a]]"), ("logseq", "#b")]),
        ("#+BEGIN_QUERY\n{:query [:find ?b]}\n#+END_QUERY\n", [("datalog", "\n{:query [:find ?b]}\n")]),
        ("#+begin_query x\ny\n#+end_query\n#+BEGIN_QUERY z", [("datalog", " x\ny\n")]),
    ],
)
def test_queries(text, expected):
    assert queries(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "```dataviews\nLIST\n```\n",
        "```sql\nLIST\n```\n",
        "````md\n```dataview\nLIST\n```\n````\n",
        "```\n{{query a}}\n#+BEGIN_QUERY x #+END_QUERY\n```\n",
        "`{{query a}}` {{embed a}} {{query}} `a = b` ``= this.a``",
        "```dataview\n```\n",
    ],
)
def test_other_text_has_none(text):
    assert queries(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```dataview\nLIST FROM [[a]] or outgoing([[b#One|x]])\n```", ["[[a]]", "[[b#One|x]]"]),
        ('```dataview\nLIST WHERE x = "[[no]]" and y = [[a]]\n```', ["[[a]]"]),
        ('```dataview\nLIST WHERE x = "no \\" [[no]]" and y = [[]]\n```', []),
        ("`= [[a]].b`", ["[[a]]"]),
        ("```dataviewjs\nlet x = [[a]]\n```", []),
    ],
)
def test_links_in_queries_of_dataview_are_quiet_links(text, expected):
    facts = parse(text, Dialect())
    assert [text[slice(*link.span)] for link in facts.links] == expected
    assert all(link.quiet for link in facts.links)
    assert facts.tags == facts.candidates == ()


def test_tokens():
    text = 'TABLE a-b, "c \\" d" FROM #x/y and [[n|l]] WHERE é_1 => 7d "open'
    assert [(token.kind, token.text) for token in tokens(text)] == [
        ("word", "TABLE"),
        ("word", "a-b"),
        ("sign", ","),
        ("string", '"c \\" d"'),
        ("word", "FROM"),
        ("tag", "#x/y"),
        ("word", "and"),
        ("link", "[[n|l]]"),
        ("word", "WHERE"),
        ("word", "é_1"),
        ("sign", "=>"),
        ("string", '"open'),
    ]
    assert all(text[token.start : token.end] == token.text for token in tokens(text))
