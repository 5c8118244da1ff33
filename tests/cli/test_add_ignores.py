"""`wikilsp check --add-ignores`: the findings of a run are suppressed, and nothing else in the notes changes."""

import os
import re
import stat
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wikilsp.cli import main

CONCISE = ("--output-format", "concise", "--quiet", "--show", "hint")
COMMENT = re.compile(r"<!-- wikilsp-ignore(?:-file)? [a-z, -]+ -->")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[[Gone]]\n", "[[Gone]] <!-- wikilsp-ignore missing-note -->\n"),
        (
            "# [[ b ]] [[Gone]]\r\nx [[Gone]] ^id\r\n",
            (
                "<!-- wikilsp-ignore link-edge-space, missing-note -->\r\n# [[ b ]] [[Gone]]\r\n"
                "x [[Gone]] <!-- wikilsp-ignore missing-note --> ^id\r\n"
            ),
        ),
        (
            "---\nup: '[[Gone]]'\n---\n[[Gone]] [[ b ]]",
            (
                "---\nup: '[[Gone]]'\n---\n[[Gone]] [[ b ]] <!-- wikilsp-ignore link-edge-space -->\n\n"
                "<!-- wikilsp-ignore-file missing-note -->"
            ),
        ),
        ("up:: [[Gone]]\n", "up:: [[Gone]]\n\n<!-- wikilsp-ignore-file missing-note -->\n"),
        (
            "[[Gone]] [[]] <!-- wikilsp-ignore empty-link -->\n",
            "[[Gone]] [[]] <!-- wikilsp-ignore empty-link, missing-note -->\n",
        ),
        (
            "x %% wikilsp-ignore empty-link %%\n",
            "x %% wikilsp-ignore empty-link %%\n\n<!-- wikilsp-ignore-file unused-suppression -->\n",
        ),
        (
            "| a |\n|---|\n| [[Gone]] |\n",
            "| a |\n|---|\n| [[Gone]] <!-- wikilsp-ignore missing-note --> |\n",
        ),
    ],
)
def test_writes_what_the_code_actions_write(folder, write, executable, before, after):
    write({"a.md": before, "b.md": ""})
    done = executable("check", "--add-ignores", *CONCISE)
    assert (folder / "a.md").read_bytes().decode() == after
    assert (done.stdout, done.returncode) == ("", 0)
    assert executable("check", *CONCISE).stdout == ""


def test_tells_how_many_findings_are_ignored(write, executable):
    write({"a.md": "[[Gone]] [[Lost]]\n\n[[Gone]]", "sub/c.md": "[[Gone]]\n", "b.md": "[[ b ]]\n"})
    assert executable("check", "--add-ignores").stdout.endswith("\nignored 4 findings in 2 notes; 1 remains\n")


def test_ignores_only_what_would_be_reported(folder, write, executable):
    notes = {"a.md": "[[Gone]] [[ b ]]\n", "b.md": "[[Gone]]\n", "sub/c.md": "[[Gone]] [[]]\n"}
    write({".obsidian/app.json": "{}", **notes})
    executable("check", "--write-baseline", "known", "b.md")
    executable("check", "--add-ignores", "--baseline", "known", "--ignore", "empty-link", "a.md", "b.md")
    assert {path: (folder / path).read_text() for path in notes} == notes | {
        "a.md": "[[Gone]] [[ b ]] <!-- wikilsp-ignore missing-note -->\n"
    }


def test_too_many_findings_of_a_rule_are_ignored_in_the_whole_note(folder, write, executable):
    text = "[[Gone]]\n" * 5_001
    write({"a.md": text})
    executable("check", "--add-ignores", "--show", "hint")
    after = (folder / "a.md").read_text()
    assert after.endswith("\n<!-- wikilsp-ignore-file missing-note -->\n")
    assert len(COMMENT.findall(after)) == 2
    assert executable("check", *CONCISE).stdout == ""


def test_a_note_that_cannot_be_written_is_left_alone(folder, write, executable):
    write({"a.md": b"[[Gone]] \xff\n", "b.md": "[[Gone]]\n", "c.md": "[[Gone]]\n", "d.md": "[[Gone]]\n"})
    (folder / "b.md").chmod(stat.S_IRUSR)
    os.link(folder / "c.md", folder / "c2.txt")
    done = executable("check", "--add-ignores")
    assert done.returncode == 1
    assert (folder / "a.md").read_bytes() == b"[[Gone]] \xff\n"
    assert (folder / "b.md").read_text() == (folder / "c.md").read_text() == "[[Gone]]\n"
    assert (folder / "d.md").read_text() == "[[Gone]] <!-- wikilsp-ignore missing-note -->\n"
    for message in ("warning: a.md: nothing is ignored here", "b.md: this file is read-only", "c.md: this file has 2"):
        assert message in done.stderr


@pytest.mark.parametrize("other", ["--fix", "--fix-only", "--diff", "--stdin-filename=a.md", "--write-baseline=x"])
def test_cannot_be_combined_with_another_way_to_change_what_is_found(write, executable, other):
    write({"a.md": "[[Gone]]\n"})
    assert executable("check", "--add-ignores", other).returncode == 2


PIECES = st.sampled_from(
    [
        *(
            "[[Gone]]",
            "[[ b ]]",
            "[[]]",
            "[[a#Nope]]",
            "![[x.png]]",
            "key:: [[Gone]]",
            "key::v",
            "(k:: [[Gone]])",
            "# ",
        ),
        *(
            "## [[Gone]]",
            "\n",
            "\n\n",
            "\r\n",
            "> ",
            "- ",
            "| ",
            "|---|",
            "---",
            "===",
            "`",
            "```",
            "%%",
            "<!--",
            "-->",
        ),
        *(" ^id", "[^1]: ", "[r]: <gone.md>", "[x][r]", "#tag/", "<div>", "    ", "word", "😀", "\\", "â€”", "[[b|"),
        *(
            "<!-- wikilsp-ignore missing-note -->",
            "<!-- wikilsp-ignore-file empty-link -->",
            "tags:: a,,",
            "$$",
            "[",
            "](",
        ),
    ]
)
STARTS = st.sampled_from(["", "---\nup: '[[Gone]]'\ntags: [#x]\n---\n", "\ufeff", "key:: [[Gone]]\n"])


@settings(max_examples=60)
@given(STARTS, st.lists(PIECES, max_size=14))
@example("", ["[[Gone]]", "\n", "---", "\n"])
@example("", ["<!--", "[[Gone]]", "\n", "-->"])
def test_afterwards_nothing_is_found_and_nothing_else_has_changed(start, pieces):
    before = start + "".join(pieces)
    with TemporaryDirectory() as name:
        note = Path(name) / "a.md"
        note.write_bytes(before.encode())
        (Path(name) / "b.md").touch()
        done = CliRunner().invoke(main, ["check", "--add-ignores", "--no-cache", name, *CONCISE])
        after = note.read_bytes().decode()
        if done.exit_code == 0:
            assert CliRunner().invoke(main, ["check", "--no-cache", name, *CONCISE]).output == ""
    # Only insertions: the old text is there in order, and without the comments and the blanks around them, all of it.
    rest = iter(after)
    assert all(char in rest for char in before)
    assert _words(after) == _words(before)
    assert done.exit_code == 0 or before == after


def _words(text):
    # A comment on a line of its own repeats the quote marks of the line below.
    alone = re.sub(rf"(?m)^(\ufeff?)[ \t>]*{COMMENT.pattern}\r?\n(?=[ \t>]*[#\[])", r"\1", text)
    return "".join(COMMENT.sub("", alone).split())
