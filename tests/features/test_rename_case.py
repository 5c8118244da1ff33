"""Renames that change only the case of a name: links that spell the name follow."""

import pytest
from renaming import RenameCase, check

from wikilsp.features.rename import RenameRefused, edits_for_moves, rename_file
from wikilsp.settings import Dialect, Settings
from wikilsp.text import apply_edits

LOGSEQ = Settings(dialect=Dialect(preset="logseq", filenames="triple-lowbar"))
FOAM = Settings(dialect=Dialect(preset="foam", folder_index=True))


def after(link, old, new, *others, settings=None):
    """Return a link in `sub/a.md` after a rename, by a command and by the editor."""
    text = f"//- sub/a.md\n> {link}\n//- {old}\n" + "".join(f"//- {other}\n" for other in others)
    case = RenameCase(text, settings=settings or Settings())
    moved = old if "." in new else old.partition("/")[0]
    result = rename_file(case.graph, moved, new, case.read)
    by_editor = edits_for_moves(case.graph, {moved: new}, case.read)
    assert result.changes.edits == by_editor.changes.edits
    assert result.lost == result.longer == ()
    return apply_edits(case.texts["sub/a.md"], result.changes.edits.get("sub/a.md", ())).removesuffix("\n")


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("[[bee]] [[BEE|x]] ![[bee#One]]", "[[Bee]] [[Bee|x]] ![[Bee#One]]"),
        ("[[dir/bee]] [[Dir/bee.md]]", "[[dir/Bee]] [[Dir/Bee.md]]"),
        ("[[/dir/bee]] [[../dir/bee]]", "[[/dir/Bee]] [[../dir/Bee]]"),
        ("[t](../dir/bee.md) [t](</dir/bee>)", "[t](../dir/Bee.md) [t](</dir/Bee>)"),
        ("[t][r]\n>\n> [r]: ../dir/bee.md", "[t][r]\n\n[r]: ../dir/Bee.md"),
        ("[[Bee]] [t](../dir/Bee.md)", "[[Bee]] [t](../dir/Bee.md)"),
        # A path that other programs do not resolve keeps the rest of it.
        ("[t](bee.md)", "[t](Bee.md)"),
        ("[[b%65e]]", "[[Bee]]"),
        ("`[[bee]]` bee", "`[[bee]]` bee"),
    ],
)
def test_a_note(link, expected):
    assert after(link, "dir/bee.md", "dir/Bee.md") == expected


@pytest.mark.parametrize(
    ("old", "new", "link", "expected"),
    [
        ("Pic.PNG", "pic.png", "![[Pic.PNG|100]] ![](../Pic.PNG)", "![[pic.png|100]] ![](../pic.png)"),
        ("a/é x.pdf", "a/É x.pdf", "[[é x.pdf]] [t](../a/é%20x.pdf)", "[[É x.pdf]] [t](../a/É%20x.pdf)"),
        ("note.MD", "note.md", "[[note]] [t](../note.MD)", "[[note]] [t](../note.md)"),
        (
            "img/p.png",
            "Img",
            "![[img/p.png]] ![](../img/p.png) ![[p.png]]",
            "![[Img/p.png]] ![](../Img/p.png) ![[p.png]]",
        ),
        ("img/x/Bee.md", "IMG", "[[bee]] [[x/bee]] [[img/x/bee]]", "[[bee]] [[x/bee]] [[IMG/x/bee]]"),
    ],
)
def test_attachments_extensions_and_folders(old, new, link, expected):
    assert after(link, old, new) == expected


def test_other_names_of_the_note_stay():
    case = RenameCase("//- a.md\n> [[hum]] [[bees]] #bee bee:: x\n//- bee.md\n> ---\n> aliases: [hum]\n> ---\n")
    assert rename_file(case.graph, "bee.md", "Bee.md", case.read).changes.edits == {}


def test_in_its_own_text_and_in_links_to_folders():
    case = RenameCase("//- img/bee.md\n> [me](bee.md) [[bee]] [f](../img/) [[img/]]\n//- img/p.png\n")
    result = rename_file(case.graph, "img", "Img", case.read)
    text = apply_edits(case.texts["img/bee.md"], result.changes.edits["img/bee.md"])
    assert text == "[me](bee.md) [[bee]] [f](../Img/) [[Img/]]\n"


def test_index_notes_are_named_by_their_folders():
    assert after("[[img]] [[img/index]]", "img/index.md", "Img", settings=FOAM) == "[[Img]] [[Img/index]]"


def test_pages_of_logseq():
    assert (
        after("[[a/bee]] [[A/bee|x]]", "pages/a___bee.md", "pages/a___Bee.md", settings=LOGSEQ)
        == "[[a/Bee]] [[A/Bee|x]]"
    )


def test_a_note_with_the_same_name_elsewhere_keeps_its_links():
    assert after("[[dir/bee]] [[x/bee]]", "dir/bee.md", "dir/Bee.md", "x/bee.md") == "[[dir/Bee]] [[x/bee]]"


def test_other_normalization_forms_of_a_name_are_not_its_case():
    composed, decomposed = "é.md", "e\u0301.md"
    assert after("[[é]]", decomposed, composed) == "[[é]]"
    assert after("[[é]]", composed, decomposed) == "[[é]]"


def test_the_heading_and_the_link_under_the_cursor():
    check(
        "//- a.md\n> [[be$0e]]\n//- bee.md\n> # bee\n",
        "Bee",
        "//- a.md\n> [[Bee]]\n//- Bee.md\n> # Bee\n",
    )


def test_the_folders_of_a_new_path_are_those_that_exist():
    case = RenameCase("//- a.md\n//- sub/b.md\n//- c.md\n> [[a]] [t](a.md)\n")
    result = rename_file(case.graph, "a.md", "Sub/a.md", case.read)
    assert result.changes.moves == {"a.md": "sub/a.md"}
    assert [edit.content for edit in result.changes.edits["c.md"]] == ["sub/a.md"]
    with pytest.raises(RenameRefused, match=r"differs from “sub/b\.md” only in the case of its folders"):
        rename_file(case.graph, "sub/b.md", "SUB/b.md", case.read)
    with pytest.raises(RenameRefused, match="cannot be moved into itself"):
        rename_file(case.graph, "sub", "SUB/x", case.read)
