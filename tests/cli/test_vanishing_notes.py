"""A note that vanishes or becomes unreadable during a run is named, and the rest is checked. No note is read twice."""

import os
from collections import Counter
from pathlib import Path

import pytest

from wikilsp.cli import fixing, linting, loading
from wikilsp.disk import load

NOTES = {f"{number}.md": f"[[ 3]] [[No {number}]]\n" for number in range(8)}
SPACED = "hint[link-edge-space] link target “3” has leading or trailing spaces; remove them"


@pytest.fixture(params=[1, 3], ids=["one process", "three processes"], autouse=True)
def _vault(request, write, folder, monkeypatch):
    """A vault with findings in each note, read by one process or by several."""
    write({".wikilsp.toml": "", **NOTES})
    for name in NOTES:
        os.utime(name, (1, 1))
    monkeypatch.setenv("WIKILSP_CACHE_DIR", str(folder / "cache"))
    for module in (load, linting):
        monkeypatch.setattr(module, "_CHUNK_SIZE", 1)
    monkeypatch.setattr(loading.os, "cpu_count", lambda: request.param)


@pytest.fixture
def on_open(monkeypatch):
    """Return a function that sets what happens when a note is opened, before it is."""
    system_open = os.open

    def set_event(happen):
        def guarded(path, *args, **kwargs):
            if str(path).endswith(".md"):
                happen(Path(path))
            return system_open(path, *args, **kwargs)

        monkeypatch.setattr(os, "open", guarded)

    return set_event


@pytest.fixture
def check(run):
    def run_check(*options):
        return run("check", "-q", "--show", "hint", "--output-format", "concise", *options)

    return run_check


def test_each_note_is_read_once(check, on_open, folder):
    def log(note):
        with (folder / "log").open("a") as file:  # a file, since several processes write to it
            file.write(f"{note.name}\n")

    on_open(log)
    for options in ([], ["--no-cache"], ["--no-cache", "1.md"]):
        assert check(*options).exit_code == 1
        assert Counter((folder / "log").read_text().split()) == dict.fromkeys(NOTES, 1)
        (folder / "log").unlink()


def vanish(note):
    note.unlink(missing_ok=True)


def become_a_folder(note):
    note.unlink(missing_ok=True)
    note.mkdir(exist_ok=True)


def forbid(note):
    raise PermissionError(13, "Permission denied", str(note))


def at_3(event):
    return lambda note: note.name == "3.md" and event(note)


REASONS = {
    vanish: "this note vanished before it was read",
    become_a_folder: "this note cannot be read: Is a directory",
    forbid: "this note cannot be read: Permission denied",
}


@pytest.mark.parametrize("event", REASONS)
def test_a_note_that_cannot_be_read_is_named_and_the_rest_is_checked(check, on_open, event):
    expected = [line for line in check("--no-cache").stdout.split("\n") if not line.startswith("3.md")]
    on_open(at_3(event))
    done = check()
    assert done.stderr == f"warning: 3.md: {REASONS[event]}\n"
    assert [line for line in done.stdout.split("\n") if "“3” not" not in line] == expected
    assert done.stdout.count("“3” not found") == (len(NOTES) - 1 if event is vanish else 0)
    assert done.exit_code == 1
    assert check().stdout == check("--no-cache").stdout


@pytest.mark.parametrize("event", REASONS)
def test_findings_of_before_do_not_hide_it(check, on_open, event):
    check()
    os.utime("3.md", (2, 2))
    on_open(at_3(event))
    done = check()
    assert done.stderr == f"warning: 3.md: {REASONS[event]}\n"
    assert "3.md:" not in done.stdout
    assert ("note “3” not found" in done.stdout) == (event is vanish)


@pytest.mark.parametrize("event", REASONS)
def test_the_rest_is_fixed(check, on_open, event):
    on_open(at_3(event))
    done = check("--fix")
    assert done.stderr == f"warning: 3.md: {REASONS[event]}\n"
    assert done.exit_code == 1
    for name in NOTES.keys() - {"3.md"}:
        assert Path(name).read_text() == f"[[3]] [[No {name[0]}]]\n"


@pytest.mark.parametrize("event", [vanish, forbid])
def test_a_note_that_vanishes_after_it_was_read_is_not_fixed(check, on_open, event, monkeypatch):
    def load_and_set(*arguments):
        loaded = loading.load_uncached(*arguments)
        on_open(at_3(event))
        return loaded

    monkeypatch.setattr(fixing, "load_uncached", load_and_set)
    done = check("--fix", "--fail-on", "error")
    assert done.stderr == "warning: 3.md: this note can no longer be read, so it was not fixed\n"
    assert f"3.md:1:3: {SPACED}" in done.stdout
    assert done.exit_code == 1
    assert Path("4.md").read_text() == "[[3]] [[No 4]]\n"
