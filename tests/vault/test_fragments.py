"""Headings, blocks and anchors that links name after `#`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vaults import link_to, vault_of

from wikilsp.note import Note
from wikilsp.settings import Dialect, Settings
from wikilsp.syntax.facts import BlockId, Facts
from wikilsp.syntax.parse import parse
from wikilsp.text import Span
from wikilsp.vault.fragments import Fragments, _Sections
from wikilsp.vault.slugs import numbered_slugs, slug
from wikilsp.vault.vault import Vault


def note_of(*lines, headings="auto"):
    """Return a vault of one note, and the note."""
    text = "\n".join(f"> {line}" for line in lines)
    vault = vault_of(f"//- n.md\n{text}\n", Settings(dialect=Dialect(headings=headings)))
    return vault, vault.notes["n.md"]


def found(vault, note, *path):
    """Return the text and the row of the heading that a heading path matches."""
    heading = vault.fragments(note).heading(path)
    return heading and (heading.text, note.position(heading.span.start).row)


class TestHeadings:
    @pytest.mark.parametrize("text", ["wifi 2 4 vs 5 0", "WIFI 2.4 vs 5.0", "wifi: 2.4, vs (5.0)", "wifi  2 4 vs 5 0"])
    def test_punctuation_and_case_are_ignored(self, text):
        assert found(*note_of("# wifi 2.4 vs 5.0"), text) == ("wifi 2.4 vs 5.0", 1)

    def test_hyphens_apostrophes_and_underscores_are_significant(self):
        vault, note = note_of("# it's a_b-c")
        assert found(vault, note, "it's a_b-c")
        assert not found(vault, note, "its a b c")

    def test_source_text_and_visible_text_both_match(self):
        vault, note = note_of("# The **big** [[a|idea]] of `x`")
        assert found(vault, note, "The big idea of x")
        assert found(vault, note, "The **big** [[a|idea]] of `x`")

    def test_a_slug_matches_if_no_text_does(self):
        vault, note = note_of("# A & B", "# B: *c*", "# a b")
        assert found(vault, note, "a-b") == ("A & B", 1)
        assert found(vault, note, "a b") == ("A & B", 1)
        assert found(vault, note, "b-c") == ("B: *c*", 2)
        assert found(vault, note, "B--C") == ("B: *c*", 2)

    def test_equal_slugs_are_numbered(self):
        vault, note = note_of("# Same", "# Same", "# Same")
        assert found(vault, note, "same-1") == ("Same", 2)
        assert found(vault, note, "same-2") == ("Same", 3)
        assert found(vault, note, "same-3") is None

    def test_the_first_of_equal_headings_wins(self):
        assert found(*note_of("# a", "## x", "# x"), "x") == ("x", 2)

    def test_headings_in_comments_do_not_exist(self):
        assert found(*note_of("<!--", "## H", "-->"), "H") is None
        assert found(*note_of("%%", "## H", "%%"), "H") is None

    def test_a_name_of_only_punctuation_matches_nothing(self):
        assert found(*note_of("# ???"), "!!!") is None

    def test_an_empty_path_matches_nothing(self):
        assert found(*note_of("# a")) is None

    def test_setting_slug(self):
        vault, note = note_of("# wifi 2.4", "# The [[a|idea]]", headings="slug")
        assert found(vault, note, "wifi-24") == ("wifi 2.4", 1)
        assert found(vault, note, "the-idea") == ("The [[a|idea]]", 2)
        assert found(vault, note, "Wifi 2.4") == ("wifi 2.4", 1)
        assert found(vault, note, "wifi 2 4") is None

    def test_setting_exact(self):
        vault, note = note_of("# The **big** idea", headings="exact")
        assert found(vault, note, "The **big** idea")
        assert found(vault, note, "The big idea")
        assert not found(vault, note, "the big idea")
        assert not found(vault, note, "the-big-idea")


class TestHeadingPaths:
    lines = ("# A", "## x", "### deep", "# B", "### x", "## y", "# A", "## z")

    @pytest.mark.parametrize(
        ("path", "row"),
        [
            (("A", "x"), 2),
            (("B", "x"), 5),
            (("A", "deep"), 3),
            (("A", "x", "deep"), 3),
            (("b", "Y"), 6),
        ],
    )
    def test_each_heading_is_somewhere_below_the_one_before(self, path, row):
        assert found(*note_of(*self.lines), *path)[1] == row

    def test_a_later_section_with_the_same_name_can_match(self):
        assert found(*note_of(*self.lines), "A", "z") == ("z", 8)

    @pytest.mark.parametrize("path", [("B", "z"), ("x", "A"), ("A", "y"), ("B", "deep"), ("A", "A")])
    def test_a_heading_elsewhere_does_not_match(self, path):
        assert found(*note_of(*self.lines), *path) is None

    def test_paths_can_consist_of_slugs(self):
        assert found(*note_of("# Same", "# One two", "## Same"), "one-two", "same") == ("Same", 3)

    def test_a_very_long_path_matches_nothing(self):
        assert found(*note_of(*["# a"] * 500), *["a"] * 5000) is None


class TestBlocks:
    def test_ids_ignore_case(self):
        vault, note = note_of("text ^Abc-1", "", "other ^x")
        assert vault.fragments(note).block("aBC-1").id == "Abc-1"
        assert vault.fragments(note).block("Abc") is None
        assert vault.fragments(note).block(None) is None

    def test_the_first_of_equal_ids_wins(self):
        blocks = (BlockId("A", Span(0, 2)), BlockId("a", Span(5, 7)))
        note = Note("n.md", Facts(blocks=blocks))
        assert Vault(notes=[note]).fragments(note).block("a") == blocks[0]


class TestAnchors:
    def exists(self, vault, note, *anchor, block=None):
        return vault.fragments(note).has_anchor(link_to("n.md", *anchor, block=block, kind="link"))

    @pytest.mark.parametrize(
        "anchor", ["great-leap--forward", "Great-Leap--Forward", "great leap forward", "top", "TOP"]
    )
    def test_headings(self, anchor):
        assert self.exists(*note_of("# Great Leap & Forward!"), anchor)

    @pytest.mark.parametrize("anchor", ["great-leap-forward", "great-leap", "great-leap--forward-1"])
    def test_similar_anchors_do_not_exist(self, anchor):
        assert not self.exists(*note_of("# Great Leap & Forward!"), anchor)

    def test_repeated_headings_are_numbered(self):
        vault, note = note_of("# a", "# a", "# a-1", "# a")
        assert [self.exists(vault, note, f"a-{n}") for n in range(1, 5)] == [True, True, False, False]
        assert self.exists(vault, note, "a-1-1")

    def test_a_heading_path(self):
        vault, note = note_of("# a b", "## c", "# d")
        assert self.exists(vault, note, "a b#c")
        assert self.exists(vault, note, "a b", "c")
        assert not self.exists(vault, note, "d#c")

    def test_blocks(self):
        vault, note = note_of("text ^one")
        assert self.exists(vault, note, block="ONE")
        assert not self.exists(vault, note, block="two")
        assert not self.exists(vault, note, "one")

    def test_html(self):
        vault, note = note_of('x <a id="Here"></a>', "", '<a name="there"></a>')
        assert self.exists(vault, note, "Here")
        assert self.exists(vault, note, "there")
        assert not self.exists(vault, note, "here")

    def test_the_setting_for_wikilinks_does_not_apply(self):
        assert self.exists(*note_of("# A b", headings="exact"), "a-b")
        assert self.exists(*note_of("# A. b", headings="slug"), "a b")


class TestSlug:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Great Leap Forward", "great-leap-forward"),
            (" edges ", "edges"),
            ("A & B", "a--b"),
            ("snake_case-kept", "snake_case-kept"),
            ("What's new in v1.2?", "whats-new-in-v12"),
            ("Äpfel & Öl", "äpfel--öl"),
            ("你好，世界", "你好世界"),
            ("नमस्ते", "नमस्ते"),
            ("x² ½", "x-"),
            ("🎉 Party", "-party"),
        ],
    )
    def test_slug(self, text, expected):
        assert slug(text) == expected

    def test_numbers_skip_existing_slugs(self):
        _, note = note_of("# a", "# a", "# a 1", "# a")
        assert numbered_slugs(note.facts.headings) == ["a", "a-1", "a-1-1", "a-2"]


def test_the_fragments_of_an_unread_note_are_unknown():
    large, small = Note("large.md", oversize=10**8), Note("small.md")
    vault = Vault(notes=[large, small])
    assert not vault.knows_fragments(large, link_to("large", "h"))
    assert vault.knows_fragments(small, link_to("small", "h"))


def test_a_changed_note_has_new_fragments():
    vault, old = note_of("# a")
    assert found(vault, old, "a")
    _, new = note_of("# b")
    assert found(vault, new, "b")
    vault.put(new)
    assert not found(vault, vault.notes["n.md"], "a")


def find_naively(headings, path, start=0, end=None):
    """Return the heading at the end of a path by trying every heading."""
    end = len(headings) if end is None else end
    for at in range(start, end):
        if headings[at].visible != path[0]:
            continue
        if len(path) == 1:
            return headings[at]
        below = at + 1
        while below < len(headings) and headings[below].level > headings[at].level:
            below += 1
        if found := find_naively(headings, path[1:], at + 1, below):
            return found
    return None


@given(
    st.lists(st.tuples(st.integers(1, 6), st.sampled_from("abc")), max_size=12),
    st.lists(st.sampled_from("abc"), min_size=1, max_size=4),
)
def test_a_heading_path_matches_the_first_heading_below_its_parents(headings, path):
    facts = parse("".join(f"{'#' * level} {name}\n" for level, name in headings), Dialect())
    fragments = Fragments(Note("a.md", facts), "auto")
    assert fragments.heading(path) == find_naively(facts.headings, path)
    for number, heading in enumerate(facts.headings):
        assert fragments.number_of(heading) == number
        assert fragments.anchor_of(heading) == numbered_slugs(facts.headings)[number]
        assert fragments.heading_at_anchor(fragments.anchor_of(heading)) == heading
        longest = list(fragments.paths_to(heading))[-1]
        assert [parent.level for parent in longest] == sorted({parent.level for parent in longest})


def test_equal_heading_paths_are_searched_once(monkeypatch):
    searches = []
    search = _Sections._find  # noqa: SLF001 - only the searches are counted

    def counted(sections, path, start, end):
        searches.append(path)
        return search(sections, path, start, end)

    monkeypatch.setattr(_Sections, "_find", counted)
    vault = vault_of("//- a.md\n" + "[[#a#a#a]]\n\n# a\n## b\n\n" * 100)
    note = vault.notes["a.md"]
    assert vault.fragments(note).heading(["a", "a", "a"]) is None
    first = len(searches)
    assert [vault.fragments(note).heading(link.headings) for link in note.facts.links] == [None] * 100
    assert (first > 0, len(searches)) == (True, first)


class TestEndMarks:
    @pytest.mark.parametrize("text", ["# Notes [^1]", "# Notes[^a][^b]", "# **Notes** [^1] ^id", "# Notes {#pii}"])
    def test_a_heading_is_found_without_its_end_marks(self, text):
        assert found(*note_of(text), "Notes")
        assert found(*note_of(text), text.removeprefix("# ").replace("[", "").replace("]", "").removesuffix(" ^id"))

    def test_a_slug_is_found_without_them_as_well(self):
        vault, note = note_of("# Data protection [^1]", "# Data protection {#pii}")
        for anchor in ("data-protection", "data-protection-1", "pii"):
            assert vault.fragments(note).has_anchor(link_to("n.md", anchor, kind="link"))
        assert found(vault, note, "data-protection") == ("Data protection [^1]", 1)

    def test_the_id_is_an_anchor_and_is_case_sensitive(self):
        vault, note = note_of("# pii", "# Personal data {#pii .unnumbered}", "# x {#y} [^1]")
        fragments = vault.fragments(note)
        assert fragments.heading_at_anchor("pii").text == "Personal data {#pii .unnumbered}"
        assert fragments.heading_at_anchor("y").text == "x {#y} [^1]"
        assert not fragments.has_anchor(link_to("n.md", "Y", kind="link"))

    @pytest.mark.parametrize("text", ["# Notes [^1] more", "# Notes {pii}", "# Notes [1]"])
    def test_other_text_is_part_of_the_heading(self, text):
        assert not found(*note_of(text), "Notes")


class TestPunctuation:
    @pytest.mark.parametrize("name", ["`@`", "@", " @ "])
    def test_a_heading_of_punctuation_alone_matches_by_its_raw_text(self, name):
        assert found(*note_of("# Other", "## `@`"), name) == ("`@`", 2)
        assert found(*note_of("# Other", "## `@`"), "Other", name) == ("`@`", 2)

    @pytest.mark.parametrize("name", ["?", "``", "@@", ""])
    def test_other_punctuation_does_not_match(self, name):
        assert not found(*note_of("# Other", "## `@`", "#"), name)

    def test_a_heading_with_a_letter_matches_by_its_letters_only(self):
        assert found(*note_of("# @a"), "a")
        assert not found(*note_of("# @a"), "@")


@pytest.mark.parametrize("anchor", ["#h", "##Big H", "Big H##Small", "#small"])
def test_further_hashes_in_an_anchor_do_not_count(anchor):
    vault, note = note_of("# h", "# Big H", "## Small")
    assert vault.fragments(note).has_anchor(link_to("n.md", anchor, kind="link"))
    assert not vault.fragments(note).has_anchor(link_to("n.md", f"{anchor}er", kind="link"))
