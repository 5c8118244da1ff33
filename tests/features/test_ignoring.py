import pytest
from vaults import vault_of

from wikilsp.features.ignoring import suppression_offers
from wikilsp.lint import lint
from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.parse import parse
from wikilsp.text import apply_edits

MISSING = "<!-- wikilsp-ignore missing-note -->"


def offers(text, code="missing-note"):
    """Return the text of the note after each suppression of its only finding with this code, by title."""
    note = Note("a.md", parse(text, Dialect()))
    vault = vault_of("//- b.md\n")
    vault.put(note)
    (found,) = [diagnostic for diagnostic in lint(vault, note) if diagnostic.code == code]
    return {made.title: apply_edits(text, made.make().edits["a.md"]) for made in suppression_offers(note, text, found)}


def on_line(text):
    return offers(text).get("Ignore “missing-note” on this line")


def in_note(text):
    return offers(text)["Ignore “missing-note” in this note"]


class TestOnTheLine:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("see [[x]].\nmore\n", f"see [[x]]. {MISSING}\nmore\n"),
            ("see [[x]]", f"see [[x]] {MISSING}"),
            ("see [[x]]  \r\nmore\r\n", f"see [[x]] {MISSING}  \r\nmore\r\n"),
            ("see [[x]] \\\nmore\n", f"see [[x]] {MISSING} \\\nmore\n"),
            ("- [[x]] ^id\n", f"- [[x]] {MISSING} ^id\n"),
            ("- [[x]]^id\n", f"- [[x]] {MISSING} ^id\n"),
            ("| a |\n| - |\n| [[x]] |\n", f"| a |\n| - |\n| [[x]] {MISSING} |\n"),
            ("> see [[x]]\n", f"> see [[x]] {MISSING}\n"),
        ],
    )
    def test_after_the_words(self, before, after):
        assert on_line(before) == after

    def test_above_a_heading_whose_text_must_not_change(self):
        assert on_line("x\n\n# On [[x]]\n") == f"x\n\n{MISSING}\n# On [[x]]\n"
        assert on_line("> # On [[x]]\n") == f"> {MISSING}\n> # On [[x]]\n"
        assert on_line("- # On [[x]]\n") is None

    def test_above_a_definition_which_it_would_break(self):
        silenced = offers("[r]\n\n[r]: x.md\n", "missing-file")["Ignore “missing-file” on this line"]
        assert silenced == "[r]\n\n<!-- wikilsp-ignore missing-file -->\n[r]: x.md\n"
        note = Note("a.md", parse(silenced, Dialect()))
        assert lint(vault_of("//- b.md\n"), note) == []

    @pytest.mark.parametrize("text", ["see\n[[x]]^id\n", "[[x]]。^id\n", "[a](b.md) [[x]]^id"])
    def test_a_block_id_stays_one(self, text):
        assert [block.id for block in parse(on_line(text), Dialect()).blocks] == ["id"]

    @pytest.mark.parametrize("text", ["k:: [[x]]\n", "- k:: [[x]]\n", '---\nup: "[[x]]"\n---\n'])
    def test_not_in_a_property(self, text):
        assert on_line(text) is None

    def test_not_on_a_divider(self):
        silenced = offers("\n\n---\nk: v\n---\n", "late-frontmatter")
        assert list(silenced) == ["Ignore “late-frontmatter” in this note"]

    def test_a_comment_for_the_line_is_extended(self):
        comment = "<!-- wikilsp-ignore link-edge-space -->"
        after = "<!-- wikilsp-ignore link-edge-space, missing-note -->"
        assert on_line(f"[[ x]] {comment}\n") == f"[[ x]] {after}\n"
        assert on_line(f"{comment}\nk:: [[ x]]\n") == f"{after}\nk:: [[ x]]\n"


class TestInTheNote:
    def test_at_the_end_of_the_note(self):
        comment = "<!-- wikilsp-ignore-file missing-note -->"
        assert in_note("[[x]]\r\n") == f"[[x]]\r\n\r\n{comment}\r\n"
        assert in_note("[[x]]") == f"[[x]]\n\n{comment}"

    def test_a_comment_for_the_note_is_extended(self):
        before = "<!-- wikilsp-ignore-file link-edge-space -->\n[[ x]]\n"
        assert in_note(before) == "<!-- wikilsp-ignore-file link-edge-space, missing-note -->\n[[ x]]\n"


def test_a_note_that_cannot_be_written_gets_no_comment():
    vault = vault_of("//- b.md\n")
    note = Note("a.md", parse("[[x]]", Dialect()), undecodable=parse("[[x]]", Dialect()).links[0].span)
    vault.put(note)
    assert [made for found in lint(vault, note) for made in suppression_offers(note, "[[x]]", found)] == []


@pytest.mark.parametrize(
    "text",
    [
        '[a](nope.md\n"title")',
        "[text](\nnope.md\n)",
        '[[x]] [ok](http://e.com\n"t")',
        "a [[x]] [[y|foo\nbar]] z",
        "a [[x]] `code\nmore` z",
        "a [[x]] <b\nclass='c'> z",
        "a [[x]] $a\nb$ z",
        "one\n[[x]]\n---",
        "> one\n> [[x]]\n> ===",
        "- one\n  [[x]]\n  ---",
    ],
)
def test_no_comment_inside_of_what_spans_lines(text):
    note = Note("a.md", parse(text, Dialect()))
    found = lint_of(note)
    assert found
    for diagnostic in found:
        titles = [offer.title for offer in suppression_offers(note, text, diagnostic)]
        assert titles == [f"Ignore “{diagnostic.code}” in this note"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[x]] is\nnot here", "[[x]] is <!-- wikilsp-ignore missing-note -->\nnot here"),
        ("`a` [b](c) [[x]]\nmore", "`a` [b](c) [[x]] <!-- wikilsp-ignore missing-note -->\nmore"),
        ("[[x]] \\|\nmore", "[[x]] \\| <!-- wikilsp-ignore missing-note -->\nmore"),
        ("[[x]] \\\\\nmore", "[[x]] \\\\ <!-- wikilsp-ignore missing-note -->\nmore"),
        ("[[x]] \\\nmore", "[[x]] <!-- wikilsp-ignore missing-note --> \\\nmore"),
    ],
)
def test_a_comment_in_the_middle_of_a_paragraph(text, expected):
    note = Note("a.md", parse(text, Dialect()))
    [diagnostic] = [each for each in lint_of(note) if each.code == "missing-note"]
    offer = next(suppression_offers(note, text, diagnostic))
    assert apply_edits(text, offer.make().edits["a.md"]) == expected


def lint_of(note):
    vault = vault_of("//- b.md\n")
    vault.put(note)
    return lint(vault, note)
