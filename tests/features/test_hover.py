from textwrap import dedent

import pytest
from cursor_text import at_cursor

from wikilsp.features.hover import hover
from wikilsp.features.rendering import FileLinks
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.note import Note

FILES = FileLinks(str, "file:///vault/{}".format)


def hover_at(text, files=FILES, is_reported=lambda _: False, **options):
    vault, note, offset, texts = at_cursor(text, **options)
    found = hover(Graph(vault), Usages(vault.notes), note, offset, files._replace(read=texts.get), is_reported)
    return (None, None) if found is None else (found.markdown, texts[note.path][slice(*found.span)])


def check(text, markdown, about=None, **options):
    """Hover over `$0`. `markdown` is the hover, `about` the text that it describes."""
    found, over = hover_at(text, **options)
    assert found == (None if markdown is None else dedent(markdown).strip("\n"))
    if about is not None:
        assert over == about


def test_a_note_without_its_front_matter():
    check(
        """
        //- a.md
        > 😀 中 [[B$0ee]]
        //- sub/Bee.md
        > ---
        > status: done
        > up: "[[a|A]]"
        > empty:
        > ---
        > # Bee
        >
        > It *flies*.
        """,
        r"""
        **`sub/Bee.md`** · linked from 1 note

        **status** done · **up** [A](file:///vault/a.md)

        ---

        #### Bee

        It *flies*.
        """,
        about="Bee",
    )


def test_page_properties_are_shown_only_on_their_line():
    check(
        """
        //- a.md
        > [[b$0]]
        //- b.md
        > type:: #bug
        > **also known as**:: fly, gnat
        >
        > text
        > later:: 1
        """,
        """
        **`b.md`** · linked from 1 note

        **type** `#bug` · **also known as** fly, gnat · **later** 1

        ---

        text
        later:: 1
        """,
    )


def test_backlinks_are_counted_without_the_note_itself():
    text = "//- b.md\n> [[b]]\n//- a.md\n> [[b$0]] [[b]]\n//- c.md\n> [[B#x]]\n"
    check(
        text,
        """
        **`b.md`** · linked from 2 notes

        ---

        [b](file:///vault/b.md)

        ---

        - [`c.md:1`](file:///vault/c.md#L1) `[[B#x]]`
        """,
    )
    check(
        "//- b.md\n> [[#b$0]]\n",
        "**`b.md`** · linked from no other note\n\n`b` not found in this note.\n\n---\n\n[#b](file:///vault/b.md)",
    )


def test_a_section():
    check(
        """
        //- a.md
        > [[b#O$0ne]] [[b#Two]]
        //- c.md
        > [[b]]
        //- b.md
        > # One
        > text
        > ## Two
        > more
        > # Three
        """,
        """
        **`b.md`** · linked from 1 note

        ---

        #### One
        text
        #### Two
        more
        """,
        about="One",
    )


def test_a_missing_heading():
    check(
        "//- a.md\n> [[b#No*ne$0]]\n//- b.md\n> text\n",
        "**`b.md`** · linked from 1 note\n\n`No*ne` not found in this note.\n\n---\n\ntext",
    )


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("> one\n> two ^id\n>\n> three\n", "one\ntwo ^id"),
        ("> - one\n> - two ^id\n", "- two ^id"),
        ("> - one ^id\n>   - below\n> - two\n", "- one ^id\n  - below"),
        ("> text\n>\n> | t |\n> |---|\n> | x |\n>\n> ^id\n", "| t |\n|---|\n| x |"),
        ("> - one\n> - two\n>\n> ^id\n", "- one\n- two"),
        ("> # Head ^id\n> text\n", "#### Head ^id"),
    ],
)
def test_a_block(block, expected):
    check(f"//- a.md\n> [[b#^i$0d]]\n//- b.md\n{block}", f"**`b.md`** · linked from 1 note\n\n---\n\n{expected}")


def test_the_other_candidates_of_an_ambiguous_name():
    check(
        "//- q/a.md\n> [[N$0]]\n//- a/N.md\n> text\n//- b/c/N.md\n",
        "**`a/N.md`** · linked from 1 note\n\nOthers with this name: `b/c/N.md`\n\n---\n\ntext",
    )


def test_a_note_whose_text_cannot_be_read():
    vault, note, offset, _ = at_cursor("//- a.md\n> [[b$0]]\n//- b.md\n> text\n")
    vault.put(Note("b.md", unread=True))
    graph, uses = Graph(vault), Usages(vault.notes)
    without = FileLinks(lambda _: None, str)
    assert hover(graph, uses, note, offset, without).markdown == "**`b.md`** · linked from 1 note"
    on_disk = FileLinks(lambda _: "---\nk: v\n---\ntext\n", str)
    assert hover(graph, uses, note, offset, on_disk).markdown == "**`b.md`** · linked from 1 note\n\n---\n\ntext"


def test_an_image():
    check(
        "//- a.md\n> ![[p$0.png|100]]\n//- img/p.png\n",
        "**`img/p.png`** · linked from 1 note\n\n![](file:///vault/img/p.png)",
    )
    check(
        "//- a.md\n> ![i](img/P.P$0NG)\n//- img/P.PNG\n",
        "**`img/P.PNG`** · linked from 1 note\n\n![](file:///vault/img/P.PNG)",
    )


def test_other_files():
    check("//- a.md\n> [[d$0.pdf]]\n//- d.pdf\n", "**`d.pdf`** · linked from 1 note")
    check("//- a.md\n> [t](im$0g/)\n//- img/d.pdf\n", "**`img`** is a folder.")
    check(
        "//- a.md\n> [[s$0.txt]]\n",
        "**`x/s.txt`** is not part of the vault: it is ignored or excluded.",
        ignored=["x/s.txt"],
    )
    check("//- a.md\n> [t](../o$0ut.md)\n", "**`../out.md`** is outside the vault.")


def test_a_url():
    check("//- a.md\n> [[https://x.$0y/z]]\n", "`https://x.y/z`", about="https://x.y/z")


def test_a_missing_note():
    check("//- a.md\n> [[Mo$0a]]\n", "`Moa` does not exist yet; 1 note links to it.")
    check(
        "//- a.md\n> [[Mo$0a]]\n> and [[MOA]]\n//- b.md\n>\n> an extinct [[moa#x]]\n",
        """
        `Moa` does not exist yet; 2 notes link to it.

        - [`a.md:2`](file:///vault/a.md#L2) `and [[MOA]]`
        - [`b.md:2`](file:///vault/b.md#L2) `an extinct [[moa#x]]`
        """,
    )


def test_a_missing_target_that_a_finding_describes_is_not_described_again():
    def is_reported(span):
        return span == (0, 7)

    check("//- a.md\n> [[Mo$0a]]\n", "**`Moa`** · linked from 1 note", is_reported=is_reported)
    check(
        "//- a.md\n> [[b#$0x]]\n//- b.md\n> text\n",
        "**`b.md`** · linked from 1 note\n\n---\n\ntext",
        is_reported=is_reported,
    )


def test_a_missing_note_can_be_created_where_the_editor_runs_commands():
    files = FILES._replace(create=lambda path: f"command:new?{path}" if path.startswith("M") else None)
    check(
        "//- a.md\n> [[Mo$0a#x|y]]\n",
        "`Moa` does not exist yet; 1 note links to it.\n\n[Create `Moa.md`](command:new?Moa.md)",
        files=files,
    )
    check("//- a.md\n> [[Ki$0wi]]\n", "`Kiwi` does not exist yet; 1 note links to it.", files=files)
    check("//- a.md\n> ![[Mo$0a.png]]\n", "`Moa.png` does not exist yet; 1 note links to it.", files=files)
    check("//- Moa.md\n//- a.md\n> [[Mo$0a]]\n", "**`Moa.md`** · linked from 1 note", files=files)


def test_at_most_five_backlinks_are_listed_in_order():
    sources = "".join(f"//- {name}.md\n> see [[b]]\n" for name in "zyxcde")
    markdown, _ = hover_at(f"//- a.md\n> [[b$0]]\n//- b.md\n{sources}")
    assert markdown == (
        "**`b.md`** · linked from 7 notes\n\n---\n\n"
        + "".join(f"- [`{name}.md:1`](file:///vault/{name}.md#L1) `see [[b]]`\n" for name in "cdexy")
        + "- …"
    )


def test_a_long_line_is_cut_around_the_link():
    check(
        f"//- a.md\n> [[b$0]]\n//- b.md\n//- c.md\n> {'word ' * 20}[[b]]{' word' * 20}\n> end\n",
        f"**`b.md`** · linked from 2 notes\n\n---\n\n- [`c.md:1`](file:///vault/c.md#L1) "
        f"`…{'word ' * 6}[[b]]{' word' * 9}…`",
    )


def test_the_backlinks_of_a_section_or_an_attachment():
    check(
        "//- a.md\n> [[b#X$0]]\n//- b.md\n> # X\n//- c.md\n> [[b]]\n>\n> - `code` [[b#x]]\n",
        """
        **`b.md`** · linked from 2 notes

        ---

        #### X

        ---

        - [`c.md:3`](file:///vault/c.md#L3) ``- `code` [[b#x]]``
        """,
    )
    check(
        "//- a.md\n> [[d$0.pdf]]\n//- d.pdf\n//- c.md\n> a ![[d.pdf]]\n",
        "**`d.pdf`** · linked from 2 notes\n\n- [`c.md:1`](file:///vault/c.md#L1) `a ![[d.pdf]]`",
    )


def test_links_in_the_note_can_be_clicked():
    check(
        """
        //- a.md
        > [[b$0]]
        //- b.md
        > [[c]] ![[c#Two|the *two*]] [[c#^id]] [[gone]] `[[c]]`
        > [[d]x]] [t](c.md) [[x.png]]
        //- c.md
        > # One
        > ## Two
        >
        > text ^id
        //- d]x.md
        //- x.png
        """,
        r"""
        **`b.md`** · linked from 1 note

        ---

        [c](file:///vault/c.md) [the \*two\*](file:///vault/c.md#L2) [c#^id](file:///vault/c.md#L4) [[gone]] `[[c]]`
        [d\]x](file:///vault/d]x.md) [t](file:///vault/c.md) [x.png](file:///vault/x.png)
        """,
    )


def test_headings_are_no_larger_than_the_text():
    check(
        """
        //- a.md
        > [[b$0]]
        //- b.md
        > # One [[a]] ##
        > Two
        > ===
        > > ### Three
        >
        > - # Four
        >
        > ```
        > # code
        > ```
        """,
        """
        **`b.md`** · linked from 1 note

        ---

        #### One [a](file:///vault/a.md) ##
        #### Two
        > #### Three

        - #### Four

        ```
        # code
        ```
        """,
    )


def test_a_hover_in_a_terminal_is_plain():
    check(
        """
        //- a.md
        > [[b$0]]
        //- b.md
        > ---
        > up: "[[a|A]]"
        > ---
        > # Bee
        > [[a]] and [t](a.md#x) and ![[a]]
        //- c.md
        > see [[b]]
        """,
        """
        **`b.md`** · linked from 2 notes

        **up** `[[a|A]]`

        ---

        # Bee
        [[a]] and [t](a.md#x) and ![[a]]

        ---

        - `c.md:1` `see [[b]]`
        """,
        files=FILES._replace(is_plain=True),
    )


def test_a_long_note_is_cut_after_twenty_lines():
    lines = "".join(f"> line {number} [[a]]\n" for number in range(5_000))
    markdown, _ = hover_at(f"//- a.md\n> [[b$0]]\n//- b.md\n{lines}")
    assert markdown.count("\nline ") == 20
    assert markdown.endswith("line 19 [a](file:///vault/a.md)\n\n…")


def test_many_properties_and_values_are_cut():
    lines = [*(f"> k{number}: {number}\n" for number in range(11)), f"> l: [{', '.join(map(str, range(11)))}]\n"]
    markdown, _ = hover_at(f"//- a.md\n> [[b$0]]\n//- b.md\n> ---\n{''.join(lines)}> ---\n")
    assert markdown.endswith("**k8** 8 · **k9** 9 · …")
    markdown, _ = hover_at(f"//- a.md\n> [[b$0]]\n//- b.md\n> ---\n{lines[-1]}> empty:\n> ---\n")
    assert markdown.endswith("**l** 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, …")


@pytest.mark.parametrize(
    ("link", "markdown"),
    [
        ("![](http://evil/a.png)", "`![](http://evil/a.png)` does not exist yet; 1 note links to it."),
        ("http://a>b) [c](command:d)", "`http://a>b) [c](command:d)`"),
        ("a ` <b> ``", "``` a ` <b> `` ``` does not exist yet; 1 note links to it."),
    ],
)
def test_a_target_is_shown_literally(link, markdown):
    check(f"//- a.md\n> [[$0{link}]]\n", markdown)


def test_a_placeholder_has_no_hover():
    check("//- a.md\n> [[{{da$0te}}]]\n", None)


@pytest.mark.parametrize("text", ["[t$0][r]\n>\n> [r]: b.md", "[t][r$0]\n>\n> [r]: b.md", "[$0r]: b.md"])
def test_a_reference_and_its_definition(text):
    assert hover_at(f"//- a.md\n> {text}\n//- b.md\n> text\n")[0].startswith("**`b.md`** · linked from 1 note")


def test_a_tag_with_nested_tags():
    check(
        "//- a.md\n> x #No$0te #note #note/b #note/a\n//- b.md\n> ---\n> tags: [NOTE/B, other]\n> ---\n",
        """
        **`#Note`** · 2 uses in 1 note; with nested tags 5 uses in 2 notes

        | tag | uses |
        | --- | --- |
        | `#note/b` | 2 |
        | `#note/a` | 1 |
        """,
        about="#Note",
    )
    check("//- a.md\n> x #on$0e\n", "**`#one`** · 1 use in 1 note")


def test_a_property():
    check(
        """
        //- a.md
        > Sta$0tus:: done
        //- b.md
        > ---
        > status: "Done"
        > ---
        > x [status:: done] [status:: 1]
        > - status::
        """,
        """
        **`Status`** · text · 5 uses in 2 notes

        | value | uses |
        | --- | --- |
        | done | 3 |
        | 1 | 1 |
        """,
        about="Status",
    )


def test_a_property_of_lists():
    check(
        "//- a.md\n> tags$0:: red, blue\n//- b.md\n> tags:: red, green\n",
        """
        **`tags`** · list · 2 uses in 2 notes

        | value | uses |
        | --- | --- |
        | red | 2 |
        | blue | 1 |
        | green | 1 |
        """,
    )


def test_a_property_without_values():
    check("//- a.md\n> k$0::\n", "**`k`** · null · 1 use in 1 note")


@pytest.mark.parametrize("text", ["pla$0in", "# He$0ad", "k:: val$0ue", "text ^i$0d", "[r$0]: https://x.y"])
def test_other_elements_have_no_hover(text):
    check(f"//- a.md\n> {text}\n", None)
