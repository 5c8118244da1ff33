"""`wikilsp rename` on real folders: writes, messages and refusals."""

import unicodedata

import pytest

from wikilsp.cli import rename

FILES = {
    ".wikilsp.toml": "",
    "a.md": "see [[b|the b]], [t](sub/b.md#one) and #x/y\n",
    "sub/b.md": "# b\n[[b#One]] [a](../a.md)\n## One\nstatus:: wip ^id",
    "img/p.png": "",
}


@pytest.fixture
def vault(write):
    write(FILES)


def read(folder):
    """Return the texts of all files by path."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes().decode() for path in files}


def done(result, *lines):
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [*lines]


def refused(result, message):
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"error: {message}\n")


# Kinds of renames


@pytest.mark.parametrize("last", ["\u3000", "\xa0", "\u2028", "\f", "\v", "\x85", "\x1c"])
@pytest.mark.parametrize("first", ["2024", "-", ">+*.)", "1)"])
def test_links_between_lines_of_digits_marks_and_unusual_spaces(folder, write, run, first, last):
    before, after = f"{first}\nSee ", f" now.\n{last}\n\nNext "
    rest = " and much more text"
    write({".wikilsp.toml": "", "Target.md": "", "a.md": f"{before}[[Target]]{after}[[Target]]{rest}"})
    done(run("rename", "Target", "Renamed"), "renamed Target.md to Renamed.md; changed 2 places in 1 note")
    assert read(folder)["a.md"] == f"{before}[[Renamed]]{after}[[Renamed]]{rest}"


@pytest.mark.usefixtures("vault")
@pytest.mark.parametrize(
    ("old", "new"), [("sub/b", "x/New"), ("sub/b.md", "x/New.md"), ("./sub/b", "./x/New"), ("sub/b", "sub/../x/New")]
)
def test_a_note(folder, run, old, new):
    done(run("rename", old, new), "renamed sub/b.md to x/New.md; changed 4 places in 2 notes")
    assert read(folder) == {
        ".wikilsp.toml": "",
        "a.md": "see [[New|the b]], [t](x/New.md#one) and #x/y\n",
        "x/New.md": "# New\n[[New#One]] [a](../a.md)\n## One\nstatus:: wip ^id",
        "img/p.png": "",
    }


@pytest.mark.usefixtures("vault")
@pytest.mark.parametrize(
    ("options", "settings", "title"),
    [
        ([], "", "New"),
        (["--no-title"], "", "b"),
        ([], 'rename.first-heading = "keep"', "b"),
        (["--title"], 'rename.first-heading = "keep"', "New"),
    ],
)
def test_a_note_with_or_without_its_title(folder, write, run, options, settings, title):
    write({".wikilsp.toml": settings})
    places = 4 if title == "New" else 3
    summary = f"renamed sub/b.md to sub/New.md; changed {places} places in 2 notes"
    done(run("rename", *options, "sub/b", "sub/New"), summary)
    assert read(folder)["sub/New.md"] == f"# {title}\n[[New#One]] [a](../a.md)\n## One\nstatus:: wip ^id"


@pytest.mark.usefixtures("vault")
def test_a_note_into_a_folder(folder, run):
    done(run("rename", "a", "sub/"), "renamed a.md to sub/a.md; changed 2 places in 2 notes")
    assert read(folder)["sub/a.md"] == "see [[b|the b]], [t](b.md#one) and #x/y\n"


@pytest.mark.usefixtures("vault")
def test_an_attachment_into_a_folder(folder, run):
    done(run("rename", "img/p.png", "sub/"), "renamed img/p.png to sub/p.png; changed 0 places in 0 notes")
    assert (folder / "sub/p.png").exists()


@pytest.mark.parametrize(("typed", "spelt"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_a_note_whose_file_name_is_in_another_normalization_form(folder, write, run, typed, spelt):
    old = unicodedata.normalize(spelt, "sub/Café.md")
    write({".wikilsp.toml": "", old: "", "a.md": "[[Café]]"})
    done(
        run("rename", unicodedata.normalize(typed, "sub/Café"), "b"),
        f"renamed {old} to b.md; changed 1 place in 1 note",
    )
    assert read(folder)["a.md"] == "[[b]]"


@pytest.mark.usefixtures("vault")
@pytest.mark.parametrize("old", ["sub", "sub/"])
def test_a_folder(folder, write, run, old):
    write({"sub/.hidden": "h"})
    done(run("rename", old, "deep/er"), "renamed sub to deep/er; changed 2 places in 2 notes")
    assert read(folder) == {
        ".wikilsp.toml": "",
        "a.md": "see [[b|the b]], [t](deep/er/b.md#one) and #x/y\n",
        "deep/er/b.md": "# b\n[[b#One]] [a](../../a.md)\n## One\nstatus:: wip ^id",
        "deep/er/.hidden": "h",
        "img/p.png": "",
    }
    assert not (folder / "sub").exists()


@pytest.mark.usefixtures("vault")
def test_an_attachment(folder, write, run):
    write({"c.md": "![[p.png|100]]"})
    done(run("rename", "img/p.png", "img/q.png"), "renamed img/p.png to img/q.png; changed 1 place in 1 note")
    assert read(folder)["c.md"] == "![[q.png|100]]"


@pytest.mark.usefixtures("vault")
@pytest.mark.parametrize("new", ["sub/b#Two", "#Two", "sub/b.md#Two"])
def test_a_heading(folder, run, new):
    done(run("rename", "sub/b#One", new), "changed 3 places in 2 notes")
    assert read(folder)["a.md"] == "see [[b|the b]], [t](sub/b.md#two) and #x/y\n"
    assert read(folder)["sub/b.md"] == "# b\n[[b#Two]] [a](../a.md)\n## Two\nstatus:: wip ^id"


@pytest.mark.usefixtures("vault")
def test_a_block(folder, run):
    done(run("rename", "sub/b#^id", "sub/b#^new"), "changed 1 place in 1 note")
    assert read(folder)["sub/b.md"].endswith("wip ^new")


@pytest.mark.usefixtures("vault")
def test_a_tag(folder, run):
    done(run("rename", "#x", "#z"), "changed 1 place in 1 note")
    assert read(folder)["a.md"].endswith("#z/y\n")


@pytest.mark.usefixtures("vault")
def test_a_key(folder, run):
    done(run("rename", "status::", "state::"), "changed 1 place in 1 note")
    assert "state:: wip" in read(folder)["sub/b.md"]


@pytest.mark.usefixtures("vault")
def test_from_a_subfolder(folder, run, monkeypatch):
    monkeypatch.chdir(folder / "sub")
    done(run("rename", "sub/b", "New"), "renamed sub/b.md to New.md; changed 5 places in 2 notes")


def test_line_ends_and_a_missing_final_newline_are_kept(folder, write, run):
    write({".wikilsp.toml": "", "a.md": b"\xef\xbb\xbf[[b]]\r\nx\r[[b]]\n\xe2\x80\xa8y", "b.md": ""})
    run("rename", "b", "c")
    assert (folder / "a.md").read_bytes() == b"\xef\xbb\xbf[[c]]\r\nx\r[[c]]\n\xe2\x80\xa8y"


# Dry run


@pytest.mark.usefixtures("vault")
def test_a_dry_run_prints_a_diff_and_changes_nothing(folder, run):
    done(
        run("rename", "--dry-run", "sub/b", "sub/New"),
        "rename from sub/b.md",
        "rename to sub/New.md",
        "--- a.md",
        "+++ a.md",
        "@@ -1 +1 @@",
        "-see [[b|the b]], [t](sub/b.md#one) and #x/y",
        "+see [[New|the b]], [t](sub/New.md#one) and #x/y",
        "--- sub/b.md",
        "+++ sub/b.md",
        "@@ -1,4 +1,4 @@",
        "-# b",
        "-[[b#One]] [a](../a.md)",
        "+# New",
        "+[[New#One]] [a](../a.md)",
        " ## One",
        " status:: wip ^id",
        "\\ No newline at end of file",
    )
    assert read(folder) == FILES


# Messages


def test_warnings_and_notes(write, run):
    write({".wikilsp.toml": "", "a.md": "[[b]]\nand [[new]] #one #two", "b.md": ""})
    result = run("rename", "b", "new")
    assert (result.exit_code, result.stderr) == (
        0,
        "note: a.md:2:5: this broken link now has a target\n",
    )
    assert run("rename", "#one", "#two").stderr == "note: “#two” was already in use; both are one now\n"


def test_a_note_that_is_not_utf8_is_reported_and_left_alone(folder, write, run):
    write({".wikilsp.toml": "", "a.md": b"\xff [[b]]", "b.md": "", "c.md": "[[b]]", "d.md": b"\xff"})
    result = run("rename", "b", "new")
    assert (result.exit_code, result.stdout) == (1, "renamed b.md to new.md; changed 1 place in 1 note\n")
    assert result.stderr == "warning: a.md: this note was not updated, since it is not valid UTF-8\n"
    assert (folder / "a.md").read_bytes() == b"\xff [[b]]"
    assert (folder / "c.md").read_text() == "[[new]]"


def test_links_that_become_longer(folder, write, run):
    write({".wikilsp.toml": "", "a.md": "[[b]] [[new]]", "sub/b.md": "", "x/new.md": ""})
    by_itself = "note: 2 links are longer now, since the name alone would be ambiguous\n"
    assert run("rename", "--dry-run", "sub/b", "sub/new").stderr == by_itself
    done(
        run("rename", "sub/b", "sub/new"),
        "renamed sub/b.md to sub/new.md; changed 2 places in 1 note; "
        "2 links are longer now, since the name alone would be ambiguous",
    )
    assert (folder / "a.md").read_text() == "[[sub/new]] [[x/new]]"


QUERY = "```dataview\nTASK WHERE status\n```\n"


def test_queries_that_are_not_changed(folder, write, run):
    write({".wikilsp.toml": "", "a.md": f"status:: x\n\n{QUERY}", "b.md": f"{QUERY}\n`$= dv.status`"})
    result = run("rename", "status::", "state::")
    assert (result.exit_code, result.stdout) == (0, "changed 1 place in 1 note\n")
    assert result.stderr == "note: 3 queries name this key: a.md:4:1, b.md:2:1, b.md:5:2\n"
    assert read(folder)["b.md"] == f"{QUERY}\n`$= dv.status`"


def test_the_places_of_very_many_queries_are_counted(write, run):
    write({".wikilsp.toml": "", "a.md": "status:: x\n\n" + QUERY * 12})
    assert run("rename", "status::", "state::").stderr.endswith("a.md:31:1, and 2 more\n")


def test_queries_that_are_certain(folder, write, run):
    write({".wikilsp.toml": "", "a.md": "status:: x\n", "b.md": "```dataview\nTABLE status FROM #x\n```\n#x\n"})
    done(run("rename", "status::", "state::"), "changed 2 places in 2 notes")
    done(run("rename", "#x", "#y"), "changed 2 places in 1 note")
    assert read(folder)["b.md"] == "```dataview\nTABLE state FROM #y\n```\n#y\n"


# Canvases

CANVAS = '{"nodes":[{"type":"file","file":"sub/b.md"},{"type":"text","text":"\\"[[b]]\\""}],"edges":[]}'


@pytest.mark.usefixtures("vault")
def test_a_canvas(folder, write, run):
    write({"x/Board.canvas": CANVAS})
    summary = "renamed sub/b.md to sub/New.md; changed 6 places in 2 notes and 1 canvas"
    done(run("rename", "sub/b", "sub/New"), summary)
    assert read(folder)["x/Board.canvas"] == CANVAS.replace("sub/b.md", "sub/New.md").replace("[[b]]", "[[New]]")


def test_a_card_alone(folder, write, run):
    write({".wikilsp.toml": "", "b.md": "", "B.canvas": '{"nodes":[{"type":"file","file":"b.md"}]}'})
    done(run("rename", "b", "c"), "renamed b.md to c.md; changed 1 place in 1 canvas")
    assert "c.md" in (folder / "B.canvas").read_text()


@pytest.mark.usefixtures("vault")
def test_a_dry_run_shows_the_changes_of_canvases(folder, write, run):
    write({"x/Board.canvas": CANVAS})
    assert '+{"nodes":[{"type":"file","file":"sub/New.md"}' in run("rename", "--dry-run", "sub/b", "sub/New").stdout
    assert read(folder) == {**FILES, "x/Board.canvas": CANVAS}


@pytest.mark.usefixtures("vault")
@pytest.mark.parametrize("content", [b"{", b'{"nodes":[{"type":"file","file":"sub/b.md"}', b'{"a":"\xff"}'])
def test_a_malformed_canvas_is_reported_and_left_alone(folder, write, run, content):
    write({"Board.canvas": content})
    result = run("rename", "sub/b", "sub/New")
    assert (result.exit_code, result.stderr) == (
        1,
        "warning: Board.canvas: this canvas was not updated, since it cannot be read as JSON\n",
    )
    assert (folder / "Board.canvas").read_bytes() == content
    assert "[[New|the b]]" in (folder / "a.md").read_text()


@pytest.mark.usefixtures("vault")
def test_a_read_only_canvas_refuses_the_rename(folder, write, run):
    write({"Board.canvas": CANVAS})
    (folder / "Board.canvas").chmod(0o444)
    refused(run("rename", "sub/b", "x"), "Board.canvas: this file is read-only; make it writable first")
    assert read(folder) == {**FILES, "Board.canvas": CANVAS}


def test_a_lost_link_in_a_canvas_is_named(write, run):
    write(
        {
            ".wikilsp.toml": "",
            "a.md": "",
            "sub/b.md": "",
            "B.canvas": '{"nodes":[{"type":"text","text":"\\n[t](sub/)"}]}',
        }
    )
    result = run("rename", "sub/b", "b")
    assert result.stderr == "warning: B.canvas:1:36: this link now has another target\n"


# The case of names


@pytest.mark.parametrize(("old", "new"), [("bee", "Bee"), ("Pic.PNG", "pic.png"), ("img", "Img")])
def test_only_the_case_of_a_name(folder, write, run, old, new):
    text = "[[bee]] ![[Pic.PNG]] [t](img/x.md)"
    write({".wikilsp.toml": "", "a.md": text, "bee.md": "", "Pic.PNG": "", "img/x.md": ""})
    assert run("rename", old, new).exit_code == 0
    assert read(folder)["a.md"] == text.replace(old, new)
    assert (folder / new).exists() or (folder / f"{new}.md").exists()


# Refused


@pytest.mark.usefixtures("vault")
@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("nope", "x", "note, folder or attachment “nope” not found"),
        ("a", "sub/b", "“sub/b.md” already exists; choose another name, or move it away first"),
        ("a", "A/../sub/B", "“sub/b.md” already exists; choose another name, or move it away first"),
        ("img", "sub", "“sub” already exists; choose another name, or move it away first"),
        ("a", "../a", "“../a” is outside the vault; give a path from its root, without a leading “/”"),
        ("a", "/x/a", "“/x/a” is outside the vault; give a path from its root, without a leading “/”"),
        ("a", "a", "“a.md” is already its name"),
        ("sub", "sub/deep", "“sub” cannot be moved into itself"),
        ("a", "C#", "“C#.md” cannot be the target of a wikilink: avoid # ^ | [ and ]"),
        ("sub/b#Nope", "sub/b#x", "heading or block “Nope” not found in “sub/b.md”"),
        ("nope#One", "nope#Two", "note “nope” not found"),
        ("sub/b#One", "a#One", "“a#One” is not in “sub/b.md”; write TO as “sub/b#new name”"),
        ("#nope", "#x", "no note has the tag “#nope”"),
        ("nope::", "x::", "no note has the key “nope”"),
    ],
)
def test_a_refused_rename_changes_nothing(folder, run, old, new, message):
    refused(run("rename", old, new), message)
    assert read(folder) == FILES


def test_a_misspelled_name(write, run):
    write({".wikilsp.toml": "", "sub/Garden.md": ""})
    message = "note, folder or attachment “Gardne” not found; did you mean “sub/Garden.md”?"
    refused(run("rename", "Gardne", "x"), message)
    refused(run("rename", "Gardne#One", "x#Two"), "note “Gardne” not found; did you mean “sub/Garden.md”?")


def test_a_name_of_both_a_note_and_a_folder(write, run):
    write({".wikilsp.toml": "", "a.md": "", "a/b.md": ""})
    refused(run("rename", "a", "c"), "“a” is ambiguous; write “a.md” for the note or “a/” for the folder")
    assert run("rename", "a/", "c").stdout.startswith("renamed a to c;")
    assert run("rename", "a.md", "d").stdout.startswith("renamed a.md to d.md;")


@pytest.mark.usefixtures("vault")
def test_a_read_only_note_refuses_the_rename(folder, run):
    (folder / "a.md").chmod(0o444)
    refused(run("rename", "sub/b", "x"), "a.md: this file is read-only; make it writable first")
    refused(run("rename", "--dry-run", "sub/b", "x"), "a.md: this file is read-only; make it writable first")
    assert read(folder) == FILES


@pytest.mark.usefixtures("vault")
def test_a_file_unknown_to_the_vault_is_in_the_way(folder, write, run):
    write({".gitignore": "ignored\n", "ignored/c.md": ""})
    refused(
        run("rename", "a", "ignored/c"), "ignored/c.md: this already exists; choose another name, or move it away first"
    )
    assert read(folder) == {**FILES, ".gitignore": "ignored\n", "ignored/c.md": ""}


@pytest.mark.usefixtures("vault")
def test_the_target_of_a_symbolic_link_is_written(folder, run):
    (folder / ".real.md").write_text("[[b]]")
    (folder / "link.md").symlink_to(".real.md")
    run("rename", "sub/b", "sub/New")
    assert (folder / "link.md").is_symlink()
    assert (folder / ".real.md").read_text() == "[[New]]"


def test_a_note_that_changes_meanwhile_refuses_the_rename(folder, write, run, monkeypatch):
    front = "\\[no link]\n"
    write({".wikilsp.toml": "", "a.md": f"{front}[[b]] [[c]]", "b.md": ""})
    load_uncached = rename.load_uncached

    def load_then_change(*args):
        loaded = load_uncached(*args)
        write({"a.md": f"{front}[[x]] [[b]]"})
        return loaded

    monkeypatch.setattr(rename, "load_uncached", load_then_change)
    refused(run("rename", "b", "n"), "“a.md” has changed since it was read; try again")
    assert read(folder) == {".wikilsp.toml": "", "a.md": f"{front}[[x]] [[b]]", "b.md": ""}


@pytest.mark.usefixtures("vault")
def test_notes_cannot_move_into_a_nested_vault(folder, write, run):
    write({"inner/.obsidian/app.json": "{}", "inner/x.md": ""})
    before = read(folder)
    message = "“inner” is a nested vault, so no link in this vault can lead to “inner/a.md”"
    refused(run("rename", "a", "inner/"), message)
    assert read(folder) == before


# Hidden folders


@pytest.mark.usefixtures("vault")
@pytest.mark.parametrize("hidden", [".git", ".obsidian/plugins"])
def test_nothing_is_written_in_a_hidden_folder_through_a_link(folder, write, run, hidden):
    write({f"{hidden}/x": "[[b]]\n"})
    (folder / "link.md").symlink_to(f"{hidden}/x")
    result = run("rename", "sub/b", "sub/New")
    assert result.exit_code == 1
    assert "link.md: this leads into a hidden folder" in result.stderr
    assert (folder / hidden / "x").read_text() == "[[b]]\n"
    assert (folder / "sub/b.md").exists()


@pytest.mark.usefixtures("vault")
@pytest.mark.parametrize("target", [".git", "inner"])
def test_nothing_moves_into_a_hidden_folder_through_a_link(folder, write, run, target):
    write({".git/config": "", "inner/.wikilsp.toml": ""})
    (folder / "to").symlink_to(target)
    result = run("rename", "sub/b", "to/b")
    assert result.exit_code == 1
    assert (folder / "sub/b.md").exists()
    assert not (folder / target / "b.md").exists()
