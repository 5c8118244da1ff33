import pytest
from refactoring import check, refactorings_at

from wikilsp.settings import Dialect, Settings

INSERT, UPDATE = "Insert a table of contents", "Update the table of contents"
HEADINGS = """
> # One
> ## Two
> ### Three
> ## *Four* `code`
> # Five
> ## Two
"""


def test_a_table_lists_the_headings_below_the_cursor():
    check(
        f"//- a.md\n> # Title\n> $0{HEADINGS}",
        INSERT,
        """
        //- a.md
        > # Title
        > <!-- toc -->
        >
        > - [[#One]]
        >   - [[#Two]]
        >     - [[#Three]]
        >   - [[#Four code]]
        > - [[#Five]]
        >   - [[#Five#Two|Two]]
        >
        > <!-- tocstop -->
        > # One
        > ## Two
        > ### Three
        > ## *Four* `code`
        > # Five
        > ## Two
        """,
    )


def test_a_note_with_markdown_links_has_markdown_links_in_its_table():
    check(
        "//- a.md\n> $0\n> # One [x]\n> [b](b.md)\n> # Two\n//- b.md",
        INSERT,
        "//- a.md\n> <!-- toc -->\n>\n> - [One \\[x\\]](#one-x)\n> - [Two](#two)\n>\n> <!-- tocstop -->\n"
        "> # One [x]\n> [b](b.md)\n> # Two",
    )


def test_items_are_indented_as_the_lists_of_the_note():
    check(
        "//- a.md\n> $0\n> # One\n> ## Two\n> - x\n> \t- y",
        INSERT,
        "//- a.md\n> <!-- toc -->\n>\n> - [[#One]]\n> \t- [[#Two]]\n>\n> <!-- tocstop -->\n"
        "> # One\n> ## Two\n> - x\n> \t- y",
    )


def test_an_update_changes_only_the_lines_that_are_out_of_date():
    text = (
        "//- a.md\n> <!-- toc -->\n>\n> * [[#One]]\n> $0* [[#Old]]\n> * [[#Two]]\n>\n> <!-- tocstop -->\n"
        "> # One\n> # New\n> # Two"
    )
    [edit] = refactorings_at(text)[UPDATE].make().edits["a.md"]
    assert edit.content == "* [[#New]]\n"
    check(text, UPDATE, text.replace("$0", "").replace("Old", "New"))


@pytest.mark.parametrize("list_", ["", ">\n", "> - [[#Old]]\n", ">\n> - [[#Old]]\n>   - [[#Older]]\n>\n>\n"])
def test_a_table_can_be_filled_and_an_updated_one_is_up_to_date(list_):
    text = f"//- a.md\n> <!--toc:start-->$0\n{list_}> <!--toc:end-->\n> # One\n> ## Two\n"
    assert UPDATE in refactorings_at(text)
    updated = "//- a.md\n> <!--toc:start-->$0\n> - [[#One]]\n>   - [[#Two]]\n> <!--toc:end-->\n> # One\n> ## Two\n"
    assert UPDATE not in refactorings_at(updated)


@pytest.mark.parametrize(
    "text",
    [
        "//- a.md\n> $0\n> # One",
        "//- a.md\n> text$0\n> # One\n> # Two",
        "//- a.md\n> ```\n> $0\n> ```\n> # One\n> # Two",
        "//- a.md\n> ---\n> $0\n> ---\n> # One\n> # Two",
        "//- a.md\n> # One\n> # Two\n> $0",
    ],
)
def test_no_table_where_it_would_be_of_no_use_or_no_text(text):
    assert INSERT not in refactorings_at(text)


@pytest.mark.parametrize(
    "table",
    [
        "> <!-- toc -->\n> - [[#Old]]$0\n> my own text\n> <!-- tocstop -->",
        "> <!-- toc -->\n> - [[#Old]]$0 keep this (important)\n> <!-- tocstop -->",
        "> <!-- toc -->\n> - [[#Old]]$0\n> - [ ] buy milk (2 l)\n> <!-- tocstop -->",
        "> <!-- toc -->\n> - [[#Old]]$0 [x](#y)\n> <!-- tocstop -->",
        "> <!-- toc -->\n> - [Old](https://example.org)$0\n> <!-- tocstop -->",
        "> ```\n> <!-- toc -->\n> - [[#Old]]$0\n> <!-- tocstop -->\n> ```",
        "> <!-- toc -->\n> - [[#Old]]\n> <!-- tocstop -->\n> $0text",
        "> <!-- toc -->\n> - [[#Old]]$0\n",
    ],
)
def test_no_update_of_anything_else_than_a_list_of_links(table):
    assert UPDATE not in refactorings_at(f"//- a.md\n{table}\n> # One\n> # Two")


def test_labels_come_first_where_the_dialect_says_so():
    settings = Settings(Dialect(label_order="label-first", headings="slug"))
    check(
        "//- a.md\n> $0\n> # One\n> # Two words",
        INSERT,
        "//- a.md\n> <!-- toc -->\n>\n> - [[#One]]\n> - [[#Two words]]\n>\n> <!-- tocstop -->\n> # One\n> # Two words",
        settings,
    )
