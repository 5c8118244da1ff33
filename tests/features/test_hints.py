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
    """Check the hints in the note `text`. `expected` has them in ‹›."""
    source = f"{VAULT}//- a.md\n    > {text}\n"
    vault = vault_of(source)
    shown = texts_of(source)["a.md"]
    hints = inlay_hints(vault, vault.notes["a.md"], within or Span(0, len(shown)))
    for hint in reversed(hints):
        shown = f"{shown[: hint.offset]}‹{hint.text}›{shown[hint.offset :]}"
    assert shown == f"{expected}\n"


def test_shows_the_title_if_the_link_has_another_name():
    check("see 🐝 [[202401011200]].", "see 🐝 [[202401011200‹On 🐝 bees›]].")


def test_the_title_property_wins_over_the_heading():
    check("[[made]]", "[[made‹A made title›]]")


def test_is_placed_between_the_name_and_the_fragment():
    check("[[made#Another]]", "[[made‹A made title›#Another]]")


def test_an_alias_shows_the_title_too():
    check("[[Maker]]", "[[Maker‹A made title›]]")


def test_no_hint_if_the_name_is_the_title():
    check("[[Bee]] [[bee.md]] [[plain]]", "[[Bee]] [[bee.md]] [[plain]]")


def test_no_hint_for_a_link_with_a_label():
    check("[[made|it]] [it](made.md)", "[[made|it]] [it](made.md)")


def test_no_hint_for_an_embed():
    check("![[made]]", "![[made]]")


def test_no_hint_for_a_missing_note_or_this_note():
    check("[[nobody]] [[#x]]", "[[nobody]] [[#x]]")


def test_only_in_the_requested_span():
    check("[[made]] [[made]]", "[[made]] [[made‹A made title›]]", Span(12, 14))


def test_a_long_title_is_truncated():
    check("[[long]]", f"[[long‹{'x' * 59}…›]]")
