"""Labels that repeat the name of their target: they keep their text or follow, as `rename.labels` says."""

import pytest
from renaming import RenameCase, rename_at

from wikilsp.features.rename import edits_for_moves, rename_file
from wikilsp.settings import Dialect, Settings
from wikilsp.text import apply_edits

FOLLOW = Settings(labels_follow=True)


def after(link, old, new, *others, settings=FOLLOW):
    """Return a link in `a.md` after a rename by a command. A move in the editor must do the same."""
    text = f"//- a.md\n> {link}\n" + "".join(f"//- {path}\n" for path in (old, *others))
    case = RenameCase(text, settings=settings)
    moved = old if "." in new else old.partition("/")[0]
    result = rename_file(case.graph, moved, new, case.read)
    assert edits_for_moves(case.graph, {moved: new}, case.read).changes.edits == result.changes.edits
    return apply_edits(case.texts["a.md"], result.changes.edits.get("a.md", ())).removesuffix("\n")


LINKS = [
    ("[[old|old]]", "[[new|new]]", "[[new|old]]"),
    ("![[old|old]] [[old#One|old]]", "![[new|new]] [[new#One|new]]", "![[new|old]] [[new#One|old]]"),
    ("[[sub/old|old]]", "[[sub/new|new]]", "[[sub/new|old]]"),
    ("[[sub/old|sub/old]]", "[[sub/new|sub/new]]", "[[sub/new|sub/old]]"),
    ("[[old.md|old.md]]", "[[new.md|new.md]]", "[[new.md|old.md]]"),
    ("[old](sub/old.md)", "[new](sub/new.md)", "[old](sub/new.md)"),
    ("[old](<sub/old.md>)", "[new](<sub/new.md>)", "[old](<sub/new.md>)"),
    ("|x|\n> |-|\n> |[[old\\|old]]|", "|x|\n|-|\n|[[new\\|new]]|", "|x|\n|-|\n|[[new\\|old]]|"),
    ("up:: [[old|old]]", "up:: [[new|new]]", "up:: [[new|old]]"),
]


@pytest.mark.parametrize(("link", "followed", "kept"), LINKS)
def test_a_label_that_repeats_the_name(link, followed, kept):
    assert after(link, "sub/old.md", "sub/new.md") == followed
    assert after(link, "sub/old.md", "sub/new.md", settings=Settings()) == kept


@pytest.mark.parametrize("label", ["Old", "olds", "the old", "o ld", "", "one"])
def test_any_other_label_stays(label):
    assert after(f"[[old|{label}]]", "old.md", "new.md") == f"[[new|{label}]]"


def test_in_front_matter_a_label_is_escaped():
    text = "---\n> up: '[[old|old]]'\n> ---"
    assert after(text, "old.md", "it's.md") == "---\nup: '[[it''s|it''s]]'\n---"


def test_a_label_does_not_take_on_the_folder_that_makes_the_name_unambiguous():
    assert after("[[old|old]]", "x/old.md", "x/new.md", "y/new.md") == "[[x/new|new]]"


def test_a_label_follows_into_another_folder_if_it_is_the_path():
    assert after("[[x/old|x/old]] [[x/old|old]]", "x/old.md", "y") == "[[y/old|y/old]] [[y/old|old]]"
    assert (
        after("![[x/p.png|x/p.png]] [p.png](x/p.png)", "x/p.png", "y/q.png") == "![[y/q.png|y/q.png]] [q.png](y/q.png)"
    )


def test_a_label_follows_where_only_the_case_changes():
    assert after("[[bee|bee]] [[BEE|bee]]", "bee.md", "Bee.md") == "[[Bee|Bee]] [[Bee|Bee]]"
    assert after("[[bee|bee]]", "bee.md", "Bee.md", settings=Settings()) == "[[Bee|bee]]"


def test_label_first_links():
    settings = Settings(dialect=Dialect(label_order="label-first"), labels_follow=True)
    assert after("[[old|old]]", "old.md", "new.md", settings=settings) == "[[new|new]]"


HEADING = """
    //- a.md
    > [[b#Old|Old]] [Old](b.md#old) [[b#Old|old]] [[b#Old|b]] [[b#Top#Old|Old]]
    //- b.md
    > # Top
    > ## O$0ld
"""


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (FOLLOW, "[[b#New|New]] [New](b.md#new) [[b#New|old]] [[b#New|b]] [[b#Top#New|New]]\n"),
        (Settings(), "[[b#New|Old]] [Old](b.md#new) [[b#New|old]] [[b#New|b]] [[b#Top#New|Old]]\n"),
    ],
)
def test_a_label_that_repeats_a_heading(settings, expected):
    result, case = rename_at(HEADING, "New", settings=settings)
    assert apply_edits(case.texts["a.md"], result.changes.edits["a.md"]) == expected
