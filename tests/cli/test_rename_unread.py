"""`wikilsp rename` if a part of the vault cannot be read, so that links in it would go stale."""

import os
import stat

import pytest

UNREAD = "nothing is renamed, since links in unread files would not be updated"
REMEDY = "make them readable first, or use “--force”"


@pytest.fixture
def vault(write, folder):
    write({".wikilsp.toml": "", "a.md": "[[b]]", "b.md": ""})
    return folder


def state(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def denied(monkeypatch, function, name):
    """Make a function of `os` raise `PermissionError` for a name."""
    real = getattr(os, function)

    def refuse(path, *args, **options):
        if os.fspath(path).endswith(name):
            raise PermissionError(13, "Permission denied", path)
        return real(path, *args, **options)

    monkeypatch.setattr(os, function, refuse)


def note_that_may_not_be_read(folder, monkeypatch):
    (folder / "x.md").write_text("[[b]]")
    denied(monkeypatch, "open", "/x.md")
    return "x.md (this note cannot be read: Permission denied)"


def note_that_the_disk_has_lost(folder, monkeypatch):
    (folder / "x.md").write_text("[[b]]")
    real = os.read

    def read(handle, size):
        if os.fstat(handle).st_ino == (folder / "x.md").stat().st_ino:
            raise OSError(5, "Input/output error")
        return real(handle, size)

    monkeypatch.setattr(os, "read", read)
    return "x.md (this note cannot be read: Input/output error)"


def note_that_vanishes(folder, monkeypatch):
    (folder / "x.md").write_text("[[b]]")
    real = os.open

    def open_(path, *args, **options):
        if os.fspath(path).endswith("/x.md"):
            (folder / "x.md").unlink()
        return real(path, *args, **options)

    monkeypatch.setattr(os, "open", open_)
    return "x.md (this note vanished before it was read)"


def note_that_is_too_large(folder, _monkeypatch):
    (folder / ".wikilsp.toml").write_text('[files]\nmax-size = "10 B"\n')
    (folder / "x.md").write_text("[[b]] and more")
    return "x.md (this note is larger than “files.max-size”)"


def note_with_front_matter_that_is_too_large(folder, _monkeypatch):
    (folder / "x.md").write_text('---\nup: "[[b]]"\nlist: [' + "a," * 30_000 + "]\n---\n")
    return "x.md (the front matter of this note is too large to read)"


def note_that_is_a_pipe(folder, _monkeypatch):
    os.mkfifo(folder / "x.md")
    return "x.md (this is neither a file nor a folder)"


def link_in_a_circle(folder, _monkeypatch):
    (folder / "x.md").symlink_to("x.md")
    return "x.md (this symbolic link is not followed: it leads to nothing that can be read)"


def folder_that_may_not_be_read(folder, monkeypatch):
    (folder / "x/y").mkdir(parents=True)
    (folder / "x/y/z.md").write_text("[[b]]")
    denied(monkeypatch, "scandir", "/x/y")
    return "x/y (this folder cannot be read: Permission denied)"


def name_that_is_not_utf_8(folder, _monkeypatch):
    (folder / os.fsdecode(b"caf\xe9.md")).write_text("[[b]]")
    return "caf\\xe9.md (this name is not valid UTF-8, so no link can name it; rename the file)"


def folder_whose_name_is_not_utf_8(folder, _monkeypatch):
    (folder / os.fsdecode(b"caf\xe9")).mkdir()
    (folder / os.fsdecode(b"caf\xe9/x.md")).write_text("[[b]]")
    return "caf\\xe9 (this name is not valid UTF-8, so no link can name it; rename the file)"


UNREADABLE = [
    note_that_may_not_be_read,
    note_that_the_disk_has_lost,
    note_that_vanishes,
    note_that_is_too_large,
    note_with_front_matter_that_is_too_large,
    note_that_is_a_pipe,
    link_in_a_circle,
    folder_that_may_not_be_read,
    name_that_is_not_utf_8,
    folder_whose_name_is_not_utf_8,
]


@pytest.mark.parametrize("make", UNREADABLE)
@pytest.mark.parametrize("options", [[], ["--dry-run"]], ids=["", "dry"])
def test_nothing_is_written_and_unreadable_files_are_listed(vault, run, monkeypatch, make, options):
    listed = make(vault, monkeypatch)
    result = run("rename", *options, "b", "new")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.split("\n")[-2] == f"error: {UNREAD}: {listed}; {REMEDY}"
    assert ((vault / "a.md").read_text(), (vault / "b.md").exists()) == ("[[b]]", True)


@pytest.mark.parametrize("make", UNREADABLE)
def test_with_force_the_rest_is_renamed_and_the_status_is_1(vault, run, monkeypatch, make):
    listed = make(vault, monkeypatch)
    result = run("rename", "--force", "b", "new")
    assert (result.exit_code, result.stdout) == (1, "renamed b.md to new.md; changed 1 place in 1 note\n")
    path, why = listed.removesuffix(")").split(" (", 1)
    assert result.stderr == f"warning: {path}: {why}\n"
    assert ((vault / "a.md").read_text(), (vault / "new.md").exists()) == ("[[new]]", True)


@pytest.mark.parametrize("what", ["#t", "k::", "b#One"])
def test_the_same_holds_for_everything_that_can_be_renamed(vault, write, run, what):
    write({"b.md": "# One\nk:: v #t\n"})
    (vault / "x.md").symlink_to("x.md")
    before = state(vault)
    new = {"#t": "#u", "k::": "m::", "b#One": "b#Two"}[what]
    assert run("rename", what, new).exit_code == 1
    assert state(vault) == before
    run("rename", "--force", what, new)
    assert state(vault) != before


def test_a_long_list_is_cut(vault, run):
    for number in range(13):
        (vault / f"x{number:02}.md").symlink_to("x.md" if number else "x00.md")
    (vault / "x.md").symlink_to("x.md")
    error = run("rename", "b", "new").stderr.split("\n")[-2]
    assert error.count("(this") == 10
    assert error.endswith(f", and 4 more; {REMEDY}")


@pytest.mark.parametrize("name", ["x.png", "x/", "ignored.md", ".x.md"])
def test_files_that_cannot_contain_links_do_not_matter(vault, write, run, name):
    write({".gitignore": "ignored.md\n", "outside": ""})
    if name.endswith("/"):
        (vault / "x.md").mkdir()  # a folder can be read, whatever its name
    else:
        (vault / name).symlink_to(name)
    result = run("rename", "b", "new")
    assert result.exit_code == 0


def test_links_that_are_broken_or_lead_outside_do_not_matter(vault, run, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "n.md"
    outside.write_text("[[b]]")
    (vault / "x.md").symlink_to("nowhere")
    (vault / "y.md").symlink_to(outside)
    assert run("rename", "b", "new").exit_code == 0


# Hard links


def test_a_note_with_hard_links_is_refused(vault, run):
    (vault / "other.txt").hardlink_to(vault / "a.md")
    before = state(vault)
    for options in ([], ["--dry-run"]):
        result = run("rename", *options, "b", "new")
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == (
            "error: a.md: this file has 2 names (hard links), and the others would keep the old text; "
            "replace the links by copies first, or use “--force” on the command line\n"
        )
        assert state(vault) == before


def test_with_force_it_is_replaced_under_one_name_only(vault, run):
    (vault / "other.txt").hardlink_to(vault / "a.md")
    assert run("rename", "--dry-run", "--force", "b", "new").exit_code == 0
    result = run("rename", "--force", "b", "new")
    assert (result.exit_code, result.stderr) == (0, "")
    assert ((vault / "a.md").read_text(), (vault / "other.txt").read_text()) == ("[[new]]", "[[b]]")


def test_the_same_holds_for_fixes(vault, write, run):
    write({"a.md": "[[ b ]]", "c.md": "[[ b ]]"})
    (vault / "a.md").chmod(0o640)
    (vault / "other.txt").hardlink_to(vault / "a.md")
    result = run("check", "--fix")
    assert result.exit_code == 1
    assert result.stderr.startswith("warning: a.md: this file has 2 names (hard links), and the others would keep")
    assert ((vault / "a.md").read_text(), (vault / "c.md").read_text()) == ("[[ b ]]", "[[b]]")
    result = run("check", "--fix", "--force")
    assert (result.exit_code, result.stderr) == (0, "")
    assert ((vault / "a.md").read_text(), (vault / "other.txt").read_text()) == ("[[b]]", "[[ b ]]")
    assert stat.S_IMODE((vault / "a.md").stat().st_mode) == 0o640


def test_force_without_fix_is_a_usage_error(run):
    result = run("check", "--force")
    assert result.exit_code == 2
    assert "--force requires --fix" in result.stderr
