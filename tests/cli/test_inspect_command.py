"""`wikilsp inspect`: the structure of its output, each field once."""

import json
import os

from click.testing import CliRunner

from wikilsp.cli import main

NOTE = """\
---
up: "[[Index]]"
---
# Title #

See [[sub/b#One#Two|the b]] and ![[p.png|100x145]], [t](<sub/b.md#one>), [[b#^id]], [[]], [[gone]]. ^here

status:: done, soon
x #a/b [rating:: 9]
"""


def place(row, column, end_column):
    return {"start": {"row": row, "column": column}, "end": {"row": row, "column": end_column}}


def link(kind, path, where, **given):
    absent = {"heading": [], "block": None, "label": None, "size": None, "target": None}
    return {"kind": kind, "path": path, **absent, **given, **place(*where)}


EMPTY = {"footnotes": [], "callouts": []}


def inspected(result):
    assert (result.exit_code, result.stderr) == (0, "")
    return [json.loads(line) for line in result.stdout.split("\n")[:-1]]


def test_every_fact_has_its_place(write, run):
    write({".obsidian/app.json": "{}", "notes/a.md": NOTE, "sub/b.md": "# One\n## Two\nx ^id\n", "p.png": ""})
    [facts] = inspected(run("inspect", "notes/a.md"))
    assert facts == {
        "path": "notes/a.md",
        "links": [
            link("wikilink", "Index", (2, 6, 15)),
            link("wikilink", "sub/b", (6, 5, 28), heading=["One", "Two"], label="the b", target="sub/b.md"),
            link("embed", "p.png", (6, 33, 51), size={"width": 100, "height": 145}, target="p.png"),
            link("link", "sub/b.md", (6, 53, 72), heading=["one"], label="t", target="sub/b.md"),
            link("wikilink", "b", (6, 74, 83), block="id", target="sub/b.md"),
            link("wikilink", "gone", (6, 91, 99)),
        ],
        "tags": [{"name": "a/b", **place(9, 3, 7)}],
        "properties": [
            {
                "key": "up",
                "id": "up",
                "value": '"[[Index]]"',
                "type": "link",
                "scope": "frontmatter",
                **place(2, 1, 16),
            },
            {
                "key": "status",
                "id": "status",
                "value": "done, soon",
                "type": "text",
                "scope": "page",
                **place(8, 1, 20),
            },
            {"key": "rating", "id": "rating", "value": "9", "type": "number", "scope": "inline", **place(9, 9, 19)},
        ],
        "headings": [{"text": "Title", "level": 1, **place(4, 1, 10)}],
        "blocks": [{"id": "here", **place(6, 101, 106)}],
        **EMPTY,
    }


def test_footnotes_and_callouts(write, run):
    write({"a.md": "> [!note] 漢[^x]\n\n[^x]: y\n"})
    [facts] = inspected(run("inspect", "a.md"))
    assert facts["footnotes"] == [
        {"id": "x", "definition": False, **place(1, 12, 16)},
        {"id": "x", "definition": True, **place(3, 1, 5)},
    ]
    assert facts["callouts"] == [{"type": "note", **place(1, 5, 9)}]


def test_an_empty_note_has_empty_lists(write, run):
    write({"a.md": "text\n"})
    assert inspected(run("inspect", "a.md")) == [
        {"path": "a.md", "links": [], "tags": [], "properties": [], "headings": [], "blocks": [], **EMPTY}
    ]


def test_each_note_is_a_line_in_the_order_given(write, run):
    write({"one/.obsidian/x": "", "one/a.md": "[[b]]", "one/b.md": "", "two/.obsidian/x": "", "two/c.md": "[[a]]"})
    first, second, third = inspected(run("inspect", "two/c.md", "one/b.md", "one/a.md"))
    assert [first["path"], second["path"], third["path"]] == ["c.md", "b.md", "a.md"]
    assert first["links"][0]["target"] is None
    assert third["links"][0]["target"] == "b.md"


def test_an_ignored_note_is_read_as_well(write, run):
    write({".wikilsp.toml": 'exclude = ["drafts/"]', "drafts/a.md": "[[b]]", "b.md": ""})
    [facts] = inspected(run("inspect", "drafts/a.md"))
    assert facts["path"] == "drafts/a.md"
    assert facts["links"][0]["target"] == "b.md"


def test_a_note_that_is_too_large_is_reported(write, run):
    write({".wikilsp.toml": "files.max-size = 10", "a.md": "[[b]] and more"})
    result = run("inspect", "a.md")
    assert json.loads(result.stdout)["links"] == []
    assert result.stderr == "warning: a.md: this note was not read, since it is larger than “files.max-size”\n"


def test_a_note_must_exist(write, run):
    write({"folder/a.md": ""})
    assert run("inspect", "nowhere.md").exit_code == 2
    assert run("inspect", "folder").exit_code == 2
    assert run("inspect").exit_code == 2


def test_an_unreadable_note_is_reported(write, run, monkeypatch):
    write({".wikilsp.toml": 'exclude = ["a.md"]', "a.md": ""})

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("wikilsp.cli.inspect.read_note", refuse)
    result = run("inspect", "a.md")
    assert result.exit_code == 2
    assert "“a.md” cannot be read: Permission denied" in result.stderr


def test_a_name_that_is_not_utf8_is_skipped_with_a_warning(tmp_path):
    (tmp_path / ".obsidian").mkdir()
    (tmp_path / "b.md").write_text("x")
    odd = tmp_path / os.fsdecode(b"\xff.md")
    odd.write_text("x")
    result = CliRunner().invoke(main, ["inspect", str(odd), str(tmp_path / "b.md")])
    assert result.exit_code == 0
    assert '"path":"b.md"' in result.stdout
    assert "not valid UTF-8" in result.stderr
