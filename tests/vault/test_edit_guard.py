"""Before a note is edited, the facts that the edits touch are compared with its text."""

import re

import pytest
from msgspec.structs import replace

from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.parse import parse
from wikilsp.text import Edit, Span
from wikilsp.vault.edit_guard import MisplacedError, check_edits

TEXT = "---\naliases: ['One\n  more', \"T\\x77o\"]\n---\nSee [[a]],\nnot [[b|c]] #tag\n"
FACTS = parse(TEXT, Dialect())
B = TEXT.index("b|c")


def edit(snippet):
    start = TEXT.index(snippet)
    return Edit(Span(start, start + len(snippet)), "x")


def moved(fact, by):
    spans = {name: getattr(fact, name) for name in fact.__struct_fields__ if isinstance(getattr(fact, name), Span)}
    return replace(fact, **{name: Span(span.start + by, span.end + by) for name, span in spans.items()})


def test_correct_facts_are_accepted():
    check_edits(Note("n.md", FACTS), TEXT, [edit("a]]"), edit("b|c"), edit("#tag")])


def test_a_quoted_multiline_scalar_is_compared_after_folding():
    assert [alias.text for alias in FACTS.aliases] == ["One more", "Two"]
    check_edits(Note("n.md", FACTS), TEXT, [edit("One\n  more"), edit("T\\x77o")])


@pytest.mark.parametrize("by", [1, -1, 5, 1000])
def test_a_link_at_another_place_is_refused(by):
    wrong = replace(FACTS, links=(FACTS.links[0], moved(FACTS.links[1], by)))
    with pytest.raises(MisplacedError) as refused:
        check_edits(Note("n.md", wrong), TEXT, [Edit(Span(B + by, B + by + 1), "x")])
    assert refused.value.path == "n.md"
    assert re.match(r"n\.md:\d+:\d+: expected the link to “b”, found “", str(refused.value))


def test_an_alias_with_another_text_is_refused():
    wrong = replace(FACTS, aliases=(replace(FACTS.aliases[0], text="One  more"), FACTS.aliases[1]))
    with pytest.raises(MisplacedError, match=re.escape("n.md:2:11: expected the alias “One  more”")):
        check_edits(Note("n.md", wrong), TEXT, [edit("One")])


def test_wrong_facts_away_from_the_edits_are_ignored():
    wrong = replace(FACTS, links=(FACTS.links[0], moved(FACTS.links[1], 2)))
    check_edits(Note("n.md", wrong), TEXT, [edit("a]]"), edit("aliases")])


def test_a_note_that_has_changed_is_refused():
    with pytest.raises(MisplacedError, match=re.escape("n.md: this note has changed since it was read; try again")):
        check_edits(Note("n.md", FACTS), f"{TEXT}x", [edit("a]]")])


def test_an_unread_note_is_accepted():
    check_edits(Note("n.md", unread=True), TEXT, [edit("a]]")])
