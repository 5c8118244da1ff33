from vaults import resolve, vault_of_paths

from wikilsp.vault.resolve import Resolution

MISSING = Resolution(None, "missing")


def named(target, *others):
    return Resolution(target, "name", others)


def led(vault, source, destination, kind="link"):
    return resolve(vault, source, destination, kind=kind)


def test_the_own_folder_comes_first():
    vault = vault_of_paths("a/n.md", "n.md")
    assert led(vault, "a/src.md", "n.md") == named("a/n.md")
    assert led(vault, "a/src.md", "./n.md") == named("a/n.md")
    assert led(vault, "a/src.md", "../n.md") == named("n.md")


def test_then_the_root():
    vault = vault_of_paths("b/n.md", "a/c/n.md")
    assert led(vault, "a/src.md", "b/n.md") == named("b/n.md")
    assert led(vault, "a/src.md", "/b/n.md") == named("b/n.md")


def test_a_slash_is_the_root():
    vault = vault_of_paths("b/n.md", "a/b/n.md")
    assert led(vault, "a/src.md", "/b/n.md") == named("b/n.md")
    assert led(vault, "a/src.md", "b/n.md") == named("a/b/n.md")


def test_then_any_file_of_that_name():
    vault = vault_of_paths("x/y/n.md", "x/p.png")
    assert led(vault, "a/src.md", "n.md") == named("x/y/n.md")
    assert led(vault, "a/src.md", "wrong/n.md") == named("x/y/n.md")
    assert led(vault, "a/src.md", "../p.png", kind="image") == named("x/p.png")
    assert led(vault, "a/src.md", "/p.png", kind="image") == named("x/p.png")
    assert led(vault, "a/src.md", "gone.md") == MISSING


def test_of_several_the_one_whose_path_ends_alike():
    vault = vault_of_paths("n.md", "x/y/n.md")
    assert led(vault, "a/src.md", "y/n.md") == named("x/y/n.md")


def test_of_several_the_one_in_the_own_folder_then_the_shortest():
    vault = vault_of_paths("a/b/n.md", "c/n.md", "dd/n.md")
    assert led(vault, "a/b/src.md", "wrong/n.md") == named("a/b/n.md")
    assert led(vault, "src.md", "wrong/n.md") == named("c/n.md", "dd/n.md", "a/b/n.md")


def test_the_extension_of_a_note_may_be_missing():
    vault = vault_of_paths("a/n.md", "a/v1.2.md", "m.markdown")
    assert led(vault, "a/src.md", "n") == named("a/n.md")
    assert led(vault, "a/src.md", "v1.2") == named("a/v1.2.md")
    assert led(vault, "a/src.md", "../m") == named("m.markdown")
    assert led(vault, "src.md", "n") == named("a/n.md")


def test_a_file_comes_before_a_note_without_its_extension():
    vault = vault_of_paths("a.pdf", "a.pdf.md", "n.md", "n.md.md")
    assert led(vault, "src.md", "a.pdf") == named("a.pdf")
    assert led(vault, "src.md", "n.md") == named("n.md")


def test_case_and_composition_do_not_matter():
    assert led(vault_of_paths("A/Cafe\u0301.md"), "src.md", "a/café.MD") == named("A/Cafe\u0301.md")


def test_case_decides_between_twins():
    vault = vault_of_paths("a/N.md", "a/n.md")
    assert led(vault, "a/src.md", "n.md") == named("a/n.md")
    assert led(vault, "a/src.md", "N.md") == named("a/N.md")


def test_a_folder_is_a_good_target():
    vault = vault_of_paths("docs/guide/a.md", "docs/p.png")
    assert led(vault, "src.md", "docs/guide") == Resolution("docs/guide", "folder")
    assert led(vault, "src.md", "docs/guide/") == Resolution("docs/guide", "folder")
    assert led(vault, "docs/guide/a.md", "..") == Resolution("docs", "folder")
    assert led(vault, "docs/guide/a.md", "./") == Resolution("docs/guide", "folder")
    assert led(vault, "docs/a.md", "../") == Resolution("", "folder")
    assert led(vault, "docs/a.md", "/") == Resolution("", "folder")
    assert led(vault, "src.md", "guide/") == MISSING


def test_a_note_comes_before_a_folder_unless_a_slash_asks_for_the_folder():
    vault = vault_of_paths("docs.md", "docs/a.md")
    assert led(vault, "src.md", "docs") == named("docs.md")
    assert led(vault, "src.md", "docs/") == Resolution("docs", "folder")


def test_a_path_that_leaves_the_vault():
    vault = vault_of_paths("a/n.md")
    assert led(vault, "a/src.md", "../../n.md") == Resolution(None, "outside")
    assert led(vault, "a/src.md", "/../n.md") == Resolution(None, "outside")


def test_aliases_are_no_files():
    vault = vault_of_paths("a.md")
    assert led(vault, "src.md", "https") == MISSING


def test_ignored_files_come_last():
    vault = vault_of_paths("z/README.md", ignored=["build/README.md", "build/out.txt"])
    assert led(vault, "src.md", "build/out.txt") == Resolution("build/out.txt", "ignored")
    assert led(vault, "a/src.md", "out.txt") == Resolution("build/out.txt", "ignored")
    assert led(vault, "src.md", "build/") == Resolution("build", "ignored")
    assert led(vault, "src.md", "build/README.md") == named("z/README.md")
