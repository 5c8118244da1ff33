import pytest
from refactoring import check, refactorings_at

from wikilsp.features.refactorings import offers
from wikilsp.index.graph import Graph
from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note
from wikilsp.settings import Dialect, Settings
from wikilsp.syntax.parse import parse
from wikilsp.text import Span
from wikilsp.vault.changes import Changes
from wikilsp.vault.vault import Vault


def section(name, way="a link"):
    return f"Extract section into “{name}”, leave {way}"


def selection(name, way="a link"):
    return f"Extract selection into “{name}”, leave {way}"


class TestSection:
    NOTE = """
        //- sub/a.md
        > # A
        >
        > ## The Bee
        >
        > te$0xt
        >
        > ### Wings
        >
        > two
        >
        > ## Next
        """

    def test_leaves_a_link_and_raises_headings(self):
        check(
            self.NOTE,
            section("The Bee"),
            """
            //- sub/a.md
            > # A
            >
            > [[The Bee]]
            >
            > ## Next
            //- sub/The Bee.md
            > # The Bee
            >
            > text
            >
            > ## Wings
            >
            > two
            """,
        )

    def test_leaves_an_embed(self):
        check(
            "//- a.md\n> x\n> # B$0\n> y",
            section("B", "an embed"),
            "//- a.md\n> x\n> ![[B]]\n//- B.md\n> # B\n> y",
        )

    def test_opens_the_new_note(self):
        assert refactorings_at(self.NOTE)[section("The Bee")].opens == "sub/The Bee.md"

    def test_raises_an_underlined_heading(self):
        check("//- a.md\n> x\n>\n> B$0\n> --", section("B"), "//- a.md\n> x\n>\n> [[B]]\n//- B.md\n> B\n> ==")

    def test_the_innermost_section(self):
        assert section("Wings") in refactorings_at(self.NOTE.replace("$0", "").replace("two", "t$0wo"))

    @pytest.mark.parametrize("text", ["# A$0\n> x", "---\n> k: v\n> ---\n>\n> # A\n> x$0", "x$0\n> # A"])
    def test_not_the_whole_note_nor_text_before_the_first_heading(self, text):
        assert not [title for title in refactorings_at(f"//- a.md\n> {text}") if title.startswith("Extract")]

    @pytest.mark.parametrize("text", ["x\n>\n> > # A$0\n> > x", "x\n> - # A$0\n>   x"])
    def test_not_a_section_that_starts_in_a_quote_or_a_list(self, text):
        assert not [title for title in refactorings_at(f"//- a.md\n> {text}") if title.startswith("Extract")]


class TestName:
    def name(self, heading, others=""):
        made = refactorings_at(f"//- a.md\n> x\n> ## {heading}$0\n{others}")
        (title,) = [title for title in made if title.endswith("leave a link") and title.startswith("Extract")]
        return title.split("“")[1].split("”")[0]

    def test_the_visible_text_without_illegal_characters(self):
        assert self.name("Who *is* [[x|the bee]]?") == "Who is the bee"
        assert self.name("a/b: c#d | e") == "a b c d e"
        assert self.name("...x") == "x"

    def test_an_unused_name(self):
        assert self.name("B", "//- c/b.md\n") == "B 2"
        assert self.name("B", "//- c/d.md\n> aliases:: b\n") == "B 2"
        assert self.name("B", "//- b.md\n//- B 2.md\n") == "B 3"
        assert self.name("B", "//- B/x.md\n") == "B 2"

    def test_none_without_a_legal_name(self):
        assert not [title for title in refactorings_at("//- a.md\n> x\n> ## ???$0\n") if title.startswith("Extract")]

    def test_the_first_words_of_a_selection(self):
        text = "//- a.md\n> x $0- [ ] one **two** three four five six seven eight nine$1 y\n"
        assert selection("one two three four five six seven eight") in refactorings_at(text)

    def test_pages_of_logseq_share_a_folder(self):
        settings = Settings(dialect=Dialect(preset="logseq"))
        check(
            "//- journals/a.md\n> - x ![i](./i.png)\n> - $0b ![i](./i.png)$1\n//- journals/i.png\n",
            selection("b i"),
            "//- journals/a.md\n> - x ![i](./i.png)\n> - [[b i]]\n//- pages/b i.md\n> b ![i](../journals/i.png)",
            settings,
        )

    def test_the_folder_of_the_settings(self):
        settings = Settings(new_note_folder="in/box")
        check(
            "//- sub/a.md\n> x $0two [t](b.md)$1\n//- sub/b.md\n",
            selection("two t"),
            "//- sub/a.md\n> x [[two t]]\n//- in/box/two t.md\n> two [t](../../sub/b.md)",
            settings,
        )


class TestSelection:
    def test_a_part_of_a_line(self):
        check("//- a.md\n> one $0two$1 three", selection("two"), "//- a.md\n> one [[two]] three\n//- two.md\n> two")

    def test_surrounding_blanks_stay(self):
        check(
            "//- a.md\n> one$0 two\n> $1\n> x", selection("two"), "//- a.md\n> one [[two]]\n>\n> x\n//- two.md\n> two"
        )

    def test_the_indent_is_removed(self):
        check(
            "//- a.md\n> - x\n>   - $0y\n>     - z$1\n> - x",
            selection("y"),
            "//- a.md\n> - x\n>   - [[y]]\n> - x\n//- y.md\n> y\n>     - z",
        )
        check(
            "//- a.md\n> - x\n>   $0- y\n>     - z$1\n> - x",
            selection("y", "an embed"),
            "//- a.md\n> - x\n>   ![[y]]\n> - x\n//- y.md\n> - y\n>   - z",
        )

    def test_the_quote_marker_is_removed(self):
        check(
            "//- a.md\n> > $0one\n> >\n> > two$1\n> > x",
            selection("one"),
            "//- a.md\n> > [[one]]\n> > x\n//- one.md\n> one\n>\n> two",
        )

    @pytest.mark.parametrize(
        "text",
        ["[[a $0b]] c$1", "x $0[t](b$1.md)", "[[$0a$1]]", "#a$0b c$1", "[k:: $0v$1]", "## a$0b\n> c$1", " $0 $1"],
    )
    def test_no_element_is_split(self, text):
        assert not [title for title in refactorings_at(f"//- n.md\n> {text}\n//- b.md\n") if "selection" in title]

    @pytest.mark.parametrize("text", ["[x](htt$0ps://y) z$1", "```\n> one $0two$1\n> ```", "x `$0y$1` z"])
    def test_nothing_is_extracted_from_code_and_the_like(self, text):
        assert not [title for title in refactorings_at(f"//- n.md\n> {text}\n") if "selection" in title]

    def test_properties_that_name_the_note_stay(self):
        assert not [
            title for title in refactorings_at("//- n.md\n> x\n>\n> $0aliases:: b\n> y$1\n") if "selection" in title
        ]

    def test_the_front_matter_stays(self):
        assert not [
            title for title in refactorings_at("//- n.md\n> ---\n> $0k: v\n> ---\n> x$1") if "selection" in title
        ]

    def test_no_change_where_links_are_not_parsed(self):
        offer = refactorings_at("//- a.md\n> $$\n> one $0two$1\n> $$")[selection("two")]
        assert offer.make() == Changes()

    def test_no_change_if_the_rest_would_be_parsed_differently(self):
        offer = refactorings_at("//- a.md\n> $0two\n>\n> %%$1\n>\n> # A\n> %%\n> # B")[selection("two")]
        assert offer.make() == Changes()


class TestLinks:
    def test_links_to_the_moved_text_follow(self):
        check(
            """
            //- a.md
            > [[#Bee]], [t](#wings), [[a#A#Bee]], [[#^id]]
            > # A
            > ## B$0ee
            > ### Wings
            > x ^id
            > # Z
            //- sub/b.md
            > ![[a#bee]], [[a#^ID|x]], [t](../a.md#wings), [[a]], [[a#Z]]
            >
            > [r]: ../a.md#bee
            """,
            section("Bee"),
            """
            //- a.md
            > [[Bee#Bee]], [t](Bee.md#wings), [[Bee#Bee]], [[Bee#^id]]
            > # A
            > [[Bee]]
            > # Z
            //- sub/b.md
            > ![[Bee#bee]], [[Bee#^ID|x]], [t](../Bee.md#wings), [[a]], [[a#Z]]
            >
            > [r]: ../Bee.md#bee
            //- Bee.md
            > # Bee
            > ## Wings
            > x ^id
            """,
        )

    def test_moved_links_keep_their_targets(self):
        check(
            """
            //- a.md
            > # A
            > ## B$0ee
            > [[#A]], [[#Bee]], [[a#Bee|x]], [t](#a), [[#Nothing]], [[c]], ![i](i.png)
            > # Z
            //- c.md
            //- i.png
            """,
            section("Bee"),
            """
            //- a.md
            > # A
            > [[Bee]]
            > # Z
            //- Bee.md
            > # Bee
            > [[a#A]], [[#Bee]], [[Bee#Bee|x]], [t](a.md#a), [[#Nothing]], [[c]], ![i](i.png)
            """,
        )

    def test_repeated_headings_are_distinguished(self):
        check(
            """
            //- a.md
            > [[#Part]], [t](#part-1), [[#Two#Part]]
            > ## O$0ne
            > ### Part
            > ## Two
            > ### Part
            """,
            section("One"),
            """
            //- a.md
            > [[One#Part]], [t](#part), [[#Two#Part]]
            > [[One]]
            > ## Two
            > ### Part
            //- One.md
            > # One
            > ## Part
            """,
        )

    def test_definitions_are_copied_where_they_are_used(self):
        check(
            """
            //- a.md
            > # A
            > [x][here], [y][]
            >
            > ## B$0
            > [z][there]
            >
            > [here]: https://x.org
            > [y]: a.md
            >
            > # C
            >
            > [there]: #c
            """,
            section("B"),
            """
            //- a.md
            > # A
            > [x][here], [y][]
            >
            > [[B]]
            >
            > [here]: https://x.org
            > [y]: a.md
            >
            > # C
            >
            > [there]: #c
            //- B.md
            > # B
            > [z][there]
            >
            > [here]: https://x.org
            > [y]: a.md
            >
            > [there]: a.md#c
            """,
        )


def test_other_line_ends_are_kept():
    text = "x\r\n# B\r\ny\r\n# C\r\n"
    vault = Vault(notes=[Note("a.md", parse(text, Dialect()))])
    made = offers(Graph(vault), vault.notes["a.md"], text, Span(5, 5), {}.get, VaultIndex(vault).lexicon)
    offer = next(offer for offer in made if offer.title == section("B"))
    assert offer.make().creates == {"B.md": "# B\r\ny\r\n"}


def test_a_note_that_is_not_utf_8_is_never_written():
    notes = [
        Note("a.md", parse("x\n# B\n# C\n", Dialect())),
        Note("b.md", parse("[[a#B]]", Dialect()), undecodable=Span(0, 1)),
    ]
    vault = Vault(notes=notes)
    made = offers(Graph(vault), vault.notes["a.md"], "x\n# B\n# C\n", Span(3, 3), {}.get, VaultIndex(vault).lexicon)
    assert made[0].make().edits.keys() == {"a.md"}
    assert not offers(Graph(vault), vault.notes["b.md"], "[[a#B]]", Span(3, 3), {}.get, VaultIndex(vault).lexicon)
