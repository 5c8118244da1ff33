"""The linter and the server share one cache: what one has read, the other need not read again."""

import asyncio
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner
from editor import write_vault

from wikilsp.cli import linting, main
from wikilsp.codes import CODES
from wikilsp.disk import load
from wikilsp.disk.root import read_settings
from wikilsp.server.open_vault import OpenVault

VAULT = """
//- .wikilsp.toml
> exclude = ["drafts/"]
//- .gitignore
> out/
//- a.md
> [[nowhere]] [[o]] [[b#H]]
//- b.md
> # B
//- sub/c.md
> [[a]] #tag
//- drafts/d.md
> [[a]]
//- out/o.md
"""


@pytest.fixture
def folder(tmp_path):
    write_vault(tmp_path / "vault", VAULT)
    for note in (tmp_path / "vault").rglob("*.md"):
        os.utime(note, (1, 1))
    return tmp_path / "vault"


@pytest.fixture
def work(monkeypatch):
    """The notes that the linter has read, and those that it has linted (None for all), one for each time."""
    done = {"read": [], "linted": []}
    read_all, notes_to_lint = load.read_all, linting.notes_to_lint

    def recorded_read(root, settings, paths):
        done["read"] += paths
        return read_all(root, settings, paths)

    def recorded_lint(vault, paths=None):
        done["linted"].append(paths and sorted(paths))
        return notes_to_lint(vault, paths)

    monkeypatch.setattr(load, "read_all", recorded_read)
    monkeypatch.setattr(linting, "notes_to_lint", recorded_lint)
    return done


@pytest.fixture
def check(folder, work):
    """Return a function that runs the linter, and returns the notes that it read and what it linted."""

    def run(*paths, options=()):
        for each in work.values():
            each.clear()
        arguments = [*options, *map(str, [folder / path for path in paths] or [folder])]
        done = CliRunner().invoke(main, ["check", "-q", "--cache-dir", str(folder.parent / "cache"), *arguments])
        assert (done.exit_code, done.stderr) == (1, "")
        return list(work["read"]), list(work["linted"])

    return run


@pytest.fixture
def serve(folder):
    """Return a function that loads the vault as a server does, and returns how many notes it read."""

    async def load_vault(**options):
        settings = read_settings(folder, CODES, over=options)
        vault = OpenVault(folder, settings, cache=folder.parent / "cache")
        await vault.load(lambda *_: None)
        assert {each.code for each in vault.findings("a.md")} == {"missing-note", "missing-heading"}
        return vault.parsed

    return load_vault


ALL, NOTHING = (["a.md", "b.md", "sub/c.md"], [None]), ([], [])


async def test_the_server_reads_nothing_after_the_linter(check, serve):
    assert check() == ALL
    assert await serve() == 0


async def test_the_linter_reads_nothing_after_the_server(check, serve):
    assert await serve() == 3
    assert check() == ([], [None])
    assert check() == NOTHING


async def test_the_linter_reads_the_whole_vault_even_for_some_notes(check, serve):
    assert check("a.md") == (["a.md", "b.md", "sub/c.md"], [["a.md"]])
    assert await serve() == 0


async def test_the_server_keeps_the_findings_of_the_linter(folder, check, serve):
    check()
    (folder / "b.md").write_text("# B\n\n## G\n")
    os.utime(folder / "b.md", (2, 2))
    assert await serve() == 1
    assert check() == ([], [["a.md", "b.md"]])
    assert await serve() == 0
    assert check() == NOTHING


OPTIONS = [
    {"exclude": []},
    {"exclude": ["sub/"]},
    {"rules": {"single-colon-property": "off"}},
    {"preset": "foam"},
    {"files": {"max-size": 1000}},
    {"tags": {"numeric": True}},
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
async def test_an_editor_may_have_other_settings(check, serve, options):
    check()
    await serve(**options)
    assert check() == NOTHING
    assert await serve(**options) == 0


async def test_an_editor_may_have_other_settings_when_a_note_changes(folder, check, serve):
    check()
    await serve(exclude=[])
    for time in (2, 3):
        (folder / "sub/c.md").write_text(f"[[a]] {time}")
        os.utime(folder / "sub/c.md", (time, time))
        assert check() == (["sub/c.md"], [["sub/c.md"]])
        assert await serve(exclude=[]) == 0


async def test_the_linter_may_have_other_rules(check, serve):
    check()
    assert check(options=["--ignore", "empty-link"]) == ([], [None])
    assert await serve() == 0
    assert check() == check(options=["--ignore", "empty-link"]) == NOTHING


async def test_ignored_files_count_when_a_link_was_looked_up_there(folder, check, serve):
    check()
    await serve()
    assert check() == NOTHING
    (folder / "out/o.md").rename(folder / "out/p.md")
    assert check() == ([], [None])
    assert await serve() == 0


async def test_concurrent_linters_and_servers_do_not_disturb_each_other(folder, serve):
    command = [sys.executable, "-m", "wikilsp", "check", "-q", "--cache-dir", str(folder.parent / "cache"), str(folder)]
    for time in range(2, 5):
        (folder / "b.md").write_text(f"# B\n[[nowhere {time}]]\n" * 300)
        os.utime(folder / "b.md", (time, time))
        cold = await asyncio.create_subprocess_exec(*command, "--no-cache", stdout=subprocess.PIPE)
        expected, _ = await cold.communicate()
        runs = [await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE) for _ in range(3)]
        await asyncio.gather(*[serve() for _ in range(5)])
        assert {(await run.communicate())[0] for run in runs} == {expected}
        assert await serve() == 0
