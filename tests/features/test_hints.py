from vaults import texts_of, vault_of

from wikilsp.features.hints import inlay_hints
from wikilsp.text import Span

LONG = "x" * 100
VAULT = f"""
    //- 202401011200.md
    > # On 🐝 bees
    //- made.md
    > ---
    > title: A made title
    > aliases: [Maker]
    > ---
    > # Another
    //- Bee.md
    > # bee
    //- plain.md
    > no heading
    //- long.md
    > # {LONG}
    """


def check(text, expected, within=None):
    """See that the note `text` is shown as `expected`, where a hint stands in ‹›."""
    source = f"{VAULT}//- a.md\n    > {text}\n"
    vault = vault_of(source)
    shown = texts_of(source)["a.md"]
    hints = inlay_hints(vault, vault.notes["a.md"], within or Span(0, len(shown)))
    for hint in reversed(hints):
        shown = f"{shown[: hint.offset]}‹{hint.text}›{shown[hint.offset :]}"
    assert shown == f"{expected}\n"


def test_shows_the_title_of_a_note_that_is_called_otherwise():
    check("see 🐝 [[202401011200]].", "see 🐝 [[202401011200‹On 🐝 bees›]].")


def test_the_title_property_goes_before_the_heading():
    check("[[made]]", "[[made‹A made title›]]")


def test_stands_behind_the_name_and_before_the_fragment():
    check("[[made#Another]]", "[[made‹A made title›#Another]]")


def test_an_alias_shows_the_title_too():
    check("[[Maker]]", "[[Maker‹A made title›]]")


def test_nothing_where_the_name_is_the_title():
    check("[[Bee]] [[bee.md]] [[plain]]", "[[Bee]] [[bee.md]] [[plain]]")


def test_nothing_where_a_label_says_what_the_link_is():
    check("[[made|it]] [it](made.md)", "[[made|it]] [it](made.md)")


def test_nothing_for_embeds_which_show_themselves():
    check("![[made]]", "![[made]]")


def test_nothing_for_what_is_missing_or_this_note():
    check("[[nobody]] [[#x]]", "[[nobody]] [[#x]]")


def test_only_for_the_part_that_is_asked_for():
    check("[[made]] [[made]]", "[[made]] [[made‹A made title›]]", Span(12, 14))


def test_a_long_title_is_cut():
    check("[[long]]", f"[[long‹{'x' * 59}…›]]")
