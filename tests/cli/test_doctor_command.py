"""`wikilsp doctor` says what a user who is stuck needs, and nothing about the contents of notes."""

import os
import re

import pytest

from wikilsp import __version__

NAME = "Salary"


@pytest.fixture
def doctor(executable, folder):
    """Return a function that runs the command with `home` as the home folder, and returns the lines it printed."""
    (folder / "home" / "notes").mkdir(parents=True)

    def run_doctor(*arguments, status=0):
        done = executable("doctor", *arguments, cwd="home/notes", HOME=str(folder / "home"), PATH=str(folder / "bin"))
        assert (done.returncode, done.stderr) == (status, "")
        return done.stdout.splitlines()

    return run_doctor


def test_it_describes_the_installation_and_the_vault(doctor, write):
    write({"home/notes/.obsidian/app.json": "{}", "home/notes/a.md": "", "home/notes/b.png": ""})
    write({"home/notes/templates/t.md": "", "home/notes/inner/.wikilsp.toml": ""})
    lines = doctor()
    assert lines[0].startswith(f"wikilsp {__version__}, Python 3.")
    assert re.fullmatch(r"pygls \S+, lsprotocol \S+, markdown-it-py \S+, msgspec \S+, click \S+", lines[1])
    assert lines[3:] == [
        "root: ~/notes (it has .obsidian)",
        "settings file: none",
        "the preset is “obsidian”: detected from .obsidian",
        "2 notes, 1 attachment, 1 nested vault",
        "templates: 1",
        "interrupted change: none",
        lines[9],
        "settings that are not the defaults: none",
        "editors on the PATH: none",
    ]


def test_settings_that_may_name_notes_are_only_counted(doctor, write):
    settings = f"""
    preset = "foam"
    exclude = ["{NAME}/", "x"]
    ignore-targets = ["{NAME}"]
    files.max-size = "1 MB"
    links.content-root = "{NAME}"
    new-notes.folder = "{NAME}"
    [rules]
    missing-note = "info"
    [per-file-ignores]
    "{NAME}/**" = ["empty-link"]
    """
    write({"home/notes/.wikilsp.toml": settings, f"home/notes/{NAME}.md": f"[[{NAME}]]"})
    lines = doctor()
    assert NAME not in "\n".join(lines)
    assert "the preset is “foam”: the settings say so" in lines
    assert lines[lines.index("settings that are not the defaults: 10") + 1 : -1] == [
        "  exclude: 2 values (.wikilsp.toml:3)",
        "  ignore-targets: 1 value (.wikilsp.toml:4)",
        "  links.folder-index = true (preset “foam”)",
        "  links.content-root: set (.wikilsp.toml:6)",
        "  files.max-size: set (.wikilsp.toml:5)",
        "  new-notes.folder: set (.wikilsp.toml:7)",
        "  rules.alias-link = off (preset “foam”)",
        "  rules.link-case = warning (preset “foam”)",
        "  rules.missing-note = info (.wikilsp.toml:9)",
        "  per-file-ignores: 1 value (.wikilsp.toml:11)",
    ]


def test_invalid_settings_are_part_of_the_report(doctor, write):
    write({"home/notes/.wikilsp.toml": "presett = 1\n"})
    lines = doctor(status=2)
    assert "settings file: ~/notes/.wikilsp.toml (invalid)" in lines
    assert any("presett" in line for line in lines)


def test_it_lists_the_editors_on_the_path(doctor, folder):
    (folder / "bin").mkdir()
    for name in ("nvim", "hx", "vim"):
        (folder / "bin" / name).write_text("")
        (folder / "bin" / name).chmod(0o700)
    assert doctor()[-1] == "editors on the PATH: Neovim (nvim), Helix (hx)"


def test_it_shows_the_cache_of_the_vault(doctor, write, executable, folder):
    write({"home/notes/.wikilsp.toml": "", "home/notes/a.md": ""})
    assert any(line.endswith(", nothing of this vault") for line in doctor())
    executable("check", cwd="home/notes")
    assert any(re.fullmatch(r"cache: .*, \d+(\.\d)? k?B", line) for line in doctor())
    (folder / "home/notes/.wikilsp.toml").write_text("cache = false")
    assert "cache: turned off by the settings" in doctor()


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read everything")
def test_it_counts_what_cannot_be_read(doctor, folder):
    (folder / "home/notes/locked").mkdir(mode=0)
    assert "not readable: 1 file or folder; “wikilsp check” names them" in doctor()


def test_a_path_that_does_not_exist_is_a_usage_error(run):
    assert run("doctor", "nowhere").exit_code == 2
