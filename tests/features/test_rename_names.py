"""Renaming files: the name to edit, the new names that are accepted, and refusals."""

import pytest
from renaming import RenameCase, check, prepare_at, refused, rename_at

from wikilsp.features.rename import RenameRefused, rename_file
from wikilsp.settings import Dialect, Settings

LOGSEQ = Settings(dialect=Dialect(preset="logseq", filenames="triple-lowbar"))


# Under the cursor


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("[[sub/B$0ee|x]]", ("Bee", "Bee")),
        ("[[$0bee.md]]", ("bee", "Bee")),
        ("[t](sub/B%65$0e.md)", ("B%65e", "Bee")),
        ("[[the b$0ee]]", ("the bee", "Bee")),
        ("![[p$0.png]]", ("p.png", "p.png")),
    ],
)
def test_the_name_to_edit(link, expected):
    text = f"//- a.md\n> {link}\n//- sub/Bee.md\n> ---\n> aliases: [the bee]\n> ---\n//- p.png\n"
    assert prepare_at(text) == expected


@pytest.mark.parametrize(
    ("new", "path"),
    [
        ("New", "sub/New.md"),
        ("New.md", "sub/New.md"),
        ("x/New", "x/New.md"),
        ("/New", "New.md"),
        ("v1.2", "sub/v1.2.md"),
    ],
)
def test_accepted_names(new, path):
    result, _ = rename_at("//- a.md\n> [[b$0]]\n//- sub/b.md\n", new)
    assert result.changes.moves == {"sub/b.md": path}


def test_an_attachment_keeps_its_extension():
    result, _ = rename_at("//- a.md\n> ![[p$0.png]]\n//- img/p.png\n", "q")
    assert result.changes.moves == {"img/p.png": "img/q.png"}


def test_an_attachment_without_an_extension_gets_none():
    result, _ = rename_at("//- a.md\n> [terms](LICEN$0SE)\n//- LICENSE\n", "COPYING")
    assert result.changes.moves == {"LICENSE": "COPYING"}


# Refusals


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ("b.md", "“b.md” is already its name"),
        ("C.md", "“c.md” already exists"),
        ("sub", "“sub” already exists"),
        ("../x.md", "“../x.md” lies outside the vault"),
        ("x:y.md", "“x:y.md” is not a portable file name"),
        (".hidden.md", "“.hidden.md” is not a portable file name"),
        ("C#.md", "“C#.md” cannot be the target of a wikilink"),
        ("b.md/c.md", "“b.md” cannot be moved into itself"),
    ],
)
def test_invalid_file_names(new, message):
    case = RenameCase("//- b.md\n//- c.md\n//- sub/d.md\n")
    with pytest.raises(RenameRefused, match=message.replace(".", r"\.")):
        rename_file(case.graph, "b.md", new, case.read)


def test_a_name_that_no_link_can_resolve():
    case = RenameCase("//- a.md\n> ![[p.png]]\n//- b.md\n//- p.png\n")
    with pytest.raises(RenameRefused, match=r"with a file at “b”, no link in “a\.md” could lead to “p\.png”"):
        rename_file(case.graph, "p.png", "b", case.read)


def test_a_note_that_has_changed():
    case = RenameCase("//- a.md\n> [t](b.md)\n//- b.md\n")
    with pytest.raises(RenameRefused, match=r"“a\.md” has changed since it was read"):
        rename_file(case.graph, "b.md", "c.md", lambda _: "longer than it was\n")


@pytest.mark.parametrize(
    ("link", "message"),
    [
        ("[[no$0ne]]", "“none” does not exist yet"),
        ("[[https://x.$0y]]", "nothing to rename here"),
        ("pla$0in", "nothing to rename here"),
        ("[x](su$0b/)", "nothing to rename here"),
    ],
)
def test_nothing_to_rename(link, message):
    with pytest.raises(RenameRefused, match=message):
        prepare_at(f"//- a.md\n> {link}\n//- sub/b.md\n")


def test_a_page_that_exists_in_another_folder_in_logseq():
    vault = "//- pages/a___b.md\n//- journals/c.md\n> [[a/b$0]]\n//- pages/d.md\n> title:: Dee\n"
    for name, found in [("c", "journals/c.md"), ("Dee", "pages/d.md")]:
        refused(vault, name, f"“{found}” already exists", settings=LOGSEQ)
    check(vault, "A/B/d", "//- journals/c.md\n> [[A/B/d]]\n//- pages/A___B___d.md\n", settings=LOGSEQ)
