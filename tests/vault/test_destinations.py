"""Resolution of Markdown links and images."""

from vaults import resolve, vault_of_paths

from wikilsp.vault.resolve import Resolution

MISSING = Resolution(None, "missing")


def named(target, *others):
    return Resolution(target, "name", others)


def resolution(vault, source, destination, kind="link"):
    return resolve(vault, source, destination, kind=kind)


def test_the_notes_folder_comes_first():
    vault = vault_of_paths("a/n.md", "n.md")
    assert resolution(vault, "a/src.md", "n.md") == named("a/n.md")
    assert resolution(vault, "a/src.md", "./n.md") == named("a/n.md")
    assert resolution(vault, "a/src.md", "../n.md") == named("n.md")


def test_then_comes_the_root():
    vault = vault_of_paths("b/n.md", "a/c/n.md")
    assert resolution(vault, "a/src.md", "b/n.md") == named("b/n.md")
    assert resolution(vault, "a/src.md", "/b/n.md") == named("b/n.md")


def test_a_leading_slash_is_the_root():
    vault = vault_of_paths("b/n.md", "a/b/n.md")
    assert resolution(vault, "a/src.md", "/b/n.md") == named("b/n.md")
    assert resolution(vault, "a/src.md", "b/n.md") == named("a/b/n.md")


def test_then_comes_any_file_of_that_name():
    vault = vault_of_paths("x/y/n.md", "x/p.png")
    assert resolution(vault, "a/src.md", "n.md") == named("x/y/n.md")
    assert resolution(vault, "a/src.md", "wrong/n.md") == named("x/y/n.md")
    assert resolution(vault, "a/src.md", "../p.png", kind="image") == named("x/p.png")
    assert resolution(vault, "a/src.md", "/p.png", kind="image") == named("x/p.png")
    assert resolution(vault, "a/src.md", "gone.md") == MISSING


def test_the_longest_matching_path_wins():
    vault = vault_of_paths("n.md", "x/y/n.md")
    assert resolution(vault, "a/src.md", "y/n.md") == named("x/y/n.md")


def test_the_notes_folder_wins_and_then_the_shortest_path():
    vault = vault_of_paths("a/b/n.md", "c/n.md", "dd/n.md")
    assert resolution(vault, "a/b/src.md", "wrong/n.md") == named("a/b/n.md")
    assert resolution(vault, "src.md", "wrong/n.md") == named("c/n.md", "dd/n.md", "a/b/n.md")


def test_the_extension_of_a_note_is_optional():
    vault = vault_of_paths("a/n.md", "a/v1.2.md", "m.markdown")
    assert resolution(vault, "a/src.md", "n") == named("a/n.md")
    assert resolution(vault, "a/src.md", "v1.2") == named("a/v1.2.md")
    assert resolution(vault, "a/src.md", "../m") == named("m.markdown")
    assert resolution(vault, "src.md", "n") == named("a/n.md")


def test_a_file_comes_before_a_note_without_its_extension():
    vault = vault_of_paths("a.pdf", "a.pdf.md", "n.md", "n.md.md")
    assert resolution(vault, "src.md", "a.pdf") == named("a.pdf")
    assert resolution(vault, "src.md", "n.md") == named("n.md")


def test_case_and_composition_are_ignored():
    assert resolution(vault_of_paths("A/Cafe\u0301.md"), "src.md", "a/café.MD") == named("A/Cafe\u0301.md")


def test_exact_case_wins():
    vault = vault_of_paths("a/N.md", "a/n.md")
    assert resolution(vault, "a/src.md", "n.md") == named("a/n.md")
    assert resolution(vault, "a/src.md", "N.md") == named("a/N.md")


def test_a_folder_is_a_valid_target():
    vault = vault_of_paths("docs/guide/a.md", "docs/p.png")
    assert resolution(vault, "src.md", "docs/guide") == Resolution("docs/guide", "folder")
    assert resolution(vault, "src.md", "docs/guide/") == Resolution("docs/guide", "folder")
    assert resolution(vault, "docs/guide/a.md", "..") == Resolution("docs", "folder")
    assert resolution(vault, "docs/guide/a.md", "./") == Resolution("docs/guide", "folder")
    assert resolution(vault, "docs/a.md", "../") == Resolution("", "folder")
    assert resolution(vault, "docs/a.md", "/") == Resolution("", "folder")
    assert resolution(vault, "src.md", "guide/") == MISSING


def test_a_note_comes_before_a_folder_unless_a_slash_follows():
    vault = vault_of_paths("docs.md", "docs/a.md")
    assert resolution(vault, "src.md", "docs") == named("docs.md")
    assert resolution(vault, "src.md", "docs/") == Resolution("docs", "folder")


def test_a_path_that_leaves_the_vault_is_outside():
    vault = vault_of_paths("a/n.md")
    assert resolution(vault, "a/src.md", "../../n.md") == Resolution(None, "outside")
    assert resolution(vault, "a/src.md", "/../n.md") == Resolution(None, "outside")


def test_aliases_are_not_files():
    vault = vault_of_paths("a.md")
    assert resolution(vault, "src.md", "https") == MISSING


def test_ignored_files_come_last():
    vault = vault_of_paths("z/README.md", ignored=["build/README.md", "build/out.txt"])
    assert resolution(vault, "src.md", "build/out.txt") == Resolution("build/out.txt", "ignored")
    assert resolution(vault, "a/src.md", "out.txt") == Resolution("build/out.txt", "ignored")
    assert resolution(vault, "src.md", "build/") == Resolution("build", "ignored")
    assert resolution(vault, "src.md", "build/README.md") == named("z/README.md")
