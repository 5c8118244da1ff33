"""`wikilsp init` writes a settings file that says what was found, and changes no finding."""

import os
import pty
import subprocess
import sys
import tomllib

import pytest

FILE = ".wikilsp.toml"


@pytest.fixture
def found(executable):
    """Return what `check` finds, without the summary."""
    return lambda: executable("check", "-q", "--show", "hint", "--output-format", "concise").stdout


def test_the_file_says_what_was_found_and_changes_no_finding(write, executable, folder, found):
    write(
        {
            ".obsidian/community-plugins.json": '["dataview"]',
            ".obsidian/daily-notes.json": '{"folder": "diary", "format": "DD-MM-YYYY"}',
            ".obsidian/templates.json": '{"folder": "stencils"}',
            "diary/24-12-2025.md": "[[a]] up::[[Nowhere]]",
            "stencils/t.md": "[[x]]",
            "a.md": "[[b]] [b](b.md) ![[i.png]]",
            "b.md": "",
            "assets/i.png": "",
            "assets/j.png": "",
            "k.png": "",
        }
    )
    before = found()
    done = executable("init")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"wrote {FILE}:",
        "  4 notes with 5 wikilinks and 1 Markdown link.",
        "  4 of 6 links with a target in the vault.",
        "  3 attachments, 2 of them in “assets”.",
        "  1 daily note in “diary”.",
        "  1 template, whose links are not checked.",
    ]
    text = (folder / FILE).read_text("utf-8")
    assert "(detected from .obsidian/community-plugins.json)" in text
    assert '# folder = "diary"\n# format = "DD-MM-YYYY"\n' in text
    assert '# folders = ["stencils"]\n' in text
    assert tomllib.loads(text)["preset"] == "dataview"
    assert found() == before


def test_every_commented_setting_is_valid(write, executable, folder):
    write({"logseq/config.edn": "{}", "journals/2025_12_24.md": ""})
    executable("init")
    lines = (folder / FILE).read_text("utf-8").splitlines()
    settings = [line.removeprefix("# ") if " = " in line else line for line in lines]
    (folder / FILE).write_text("\n".join(settings))
    done = executable("check")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("file", [FILE, "pyproject.toml"])
def test_settings_are_never_replaced(write, executable, folder, file):
    settings = "[tool.wikilsp]\n" if file == "pyproject.toml" else "# mine\n"
    write({file: settings, "a.md": ""})
    done = executable("init")
    assert done.returncode == 1
    assert done.stderr == f"Error: “{file}” already has settings; edit that file instead\n"
    assert (folder / file).read_text() == settings


def test_inside_a_vault_the_file_goes_into_its_root(write, executable):
    write({"vault/.obsidian/app.json": "{}", "vault/sub/a.md": ""})
    assert executable("init", "vault/sub").stdout.startswith(f"wrote vault/{FILE}:\n")


def test_in_a_repository_the_file_goes_into_its_root_so_that_no_link_breaks(write, executable, found):
    write({".git/HEAD": "", "notes/a.md": "[[README]]", "README.md": "[[a]]"})
    before = found()
    assert executable("init", "notes").stdout.startswith(f"wrote {FILE}:\n  2 notes with 2 wikilinks")
    assert found() == before


def test_names_cannot_add_lines_to_the_file(write, executable, folder):
    write({'x\npreset = "foam"\n/i.png': "", 'te"m\\p\nlates/templates/t.md': "", "a.md": ""})
    executable("init")
    settings = tomllib.loads((folder / FILE).read_text("utf-8"))
    assert settings == {"preset": "obsidian", "new-notes": {}, "daily-notes": {}, "templates": {}, "rules": {}}


def test_a_folder_that_cannot_be_written(run, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("wikilsp.cli.init.create_file", refuse)
    result = run("init")
    assert (result.exit_code, result.stderr) == (1, f"Error: “{FILE}” cannot be written: Permission denied\n")


@pytest.mark.parametrize(("answer", "written"), [(b"n\n", False), (b"\n", True)])
def test_on_a_terminal_a_question_comes_first(folder, answer, written):
    leader, follower = pty.openpty()
    os.write(leader, answer)
    streams = {"stdin": follower, "stdout": follower, "stderr": follower}
    done = subprocess.Popen([sys.executable, "-m", "wikilsp", "init"], **streams, cwd=folder)
    assert done.wait(60) == (0 if written else 130)
    os.close(follower)
    shown = os.read(leader, 10_000).decode()
    os.close(leader)
    assert f"Write {FILE}? [Y/n]: " in shown
    assert (folder / FILE).exists() is written
