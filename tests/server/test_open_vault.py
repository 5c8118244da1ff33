"""A served vault: names come first, buffers outrank files, and a change causes only the work it needs."""

import asyncio
import os
from itertools import pairwise

import pytest
from editor import write_vault

from wikilsp.disk.load import load_vault
from wikilsp.lint import lint_vault
from wikilsp.server.open_vault import OpenVault
from wikilsp.settings import Dialect, Settings, Severity

MANY = 200


@pytest.fixture
def open_vault(tmp_path):
    """Return a function that opens the vault that a string describes."""

    async def make(text, *, load=True):
        write_vault(tmp_path, text)
        vault = OpenVault(tmp_path, Settings())
        if load:
            await vault.load(lambda *_: None)
            for path in vault.vault.notes:
                vault.findings(path)
        vault.parsed = vault.findings_cache.linted = 0
        return vault

    return make


def crowded_vault():
    """Describe a vault of many notes that link to one note, and a few that link to another."""
    links = "".join(f"//- crowd/{number}.md\n> [[hub]] [[crowd/{number + 1}]]\n" for number in range(MANY))
    others = "//- one.md\n> [[rare#Part]]\n//- two.md\n> [[rare]] [[soon]]\n//- rare.md\n> ## Part\n"
    return f"{links}//- hub.md\n> # Hub\n{others}"


def lint_all(vault):
    """Lint all stale notes, as the server does after a change, and return their number."""
    before = vault.findings_cache.linted
    for path in sorted(vault.stale):
        vault.findings(path)
    return vault.findings_cache.linted - before


async def test_names_are_known_before_anything_is_read(open_vault):
    vault = await open_vault("//- a.md\n> [[b]]\n//- sub/b.md\n//- p.png", load=False)
    assert set(vault.vault.notes) == {"a.md", "sub/b.md"}
    assert vault.vault.files == {"p.png"}
    assert vault.parsed == 0
    assert vault.findings("a.md") == []


async def test_loading_reports_progress(open_vault):
    vault = await open_vault(crowded_vault(), load=False)
    reports = []
    await vault.load(lambda done, of: reports.append((done, of)))
    notes = len(vault.vault.notes)
    done = [0, *(each for each, _ in reports)]
    assert all(0 < after - before <= 50 for before, after in pairwise(done))
    assert (done[-1], {of for _, of in reports}) == (notes, {notes})
    assert vault.parsed == notes


async def test_loading_survives_a_note_deleted_meanwhile(open_vault):
    vault = await open_vault("//- a.md\n> [[b]]\n//- b.md", load=False)
    (vault.root / "b.md").unlink()
    await vault.load(lambda *_: None)
    assert vault.loaded


async def test_a_keystroke_parses_and_lints_one_note(open_vault):
    vault = await open_vault(crowded_vault())
    vault.take("hub.md", "# Hub\n\ntext\n")
    assert vault.parsed == 1
    assert lint_all(vault) == 1


async def test_a_new_heading_relints_the_notes_that_link_to_its_note(open_vault):
    vault = await open_vault(crowded_vault())
    vault.take("rare.md", "## Other\n")
    assert vault.parsed == 1
    assert lint_all(vault) == 3
    assert [found.code for found in vault.findings("one.md")] == ["missing-heading"]


async def test_a_new_note_relints_the_notes_with_broken_links_to_it(open_vault):
    vault = await open_vault(crowded_vault())
    assert [found.code for found in vault.findings("two.md")] == ["missing-note"]
    (vault.root / "soon.md").write_text("", encoding="utf-8")
    await vault.refresh(["soon.md"])
    assert vault.parsed == 1
    assert lint_all(vault) == 2
    assert vault.findings("two.md") == []


async def test_a_deleted_note_relints_the_notes_that_link_to_it(open_vault):
    vault = await open_vault(crowded_vault())
    (vault.root / "rare.md").unlink()
    await vault.refresh(["rare.md"])
    assert vault.parsed == 0
    assert lint_all(vault) == 2


async def test_a_changed_file_parses_and_lints_one_note_without_a_walk(open_vault, monkeypatch):
    vault = await open_vault(crowded_vault())
    monkeypatch.setattr("wikilsp.server.scan.walk", None)
    (vault.root / "two.md").write_text("[[hub]]", encoding="utf-8")
    await vault.refresh(["two.md"])
    assert vault.parsed == 1
    assert lint_all(vault) == 1


async def test_closing_a_buffer_parses_one_note_without_a_walk(open_vault, monkeypatch):
    vault = await open_vault(crowded_vault())
    monkeypatch.setattr("wikilsp.server.scan.walk", None)
    vault.take("two.md", "[[hub]]")
    del vault.buffers["two.md"]
    vault.close_buffer("two.md")
    await vault.refresh()
    assert vault.parsed == 2
    assert [found.code for found in vault.findings("two.md")] == ["missing-note"]


async def test_changed_severities_read_no_note_again(open_vault):
    vault = await open_vault(crowded_vault())
    vault.change_settings(Settings(severities={"missing-note": Severity.OFF}))
    await vault.load(lambda *_: None)
    assert vault.parsed == 0
    assert vault.findings("two.md") == []


async def test_changed_exclusions_read_only_the_notes_that_return(open_vault):
    vault = await open_vault(crowded_vault())
    vault.change_settings(Settings(exclude=("rare.md",)))
    await vault.load(lambda *_: None)
    assert (vault.parsed, "rare.md" in vault.vault.notes) == (0, False)
    vault.change_settings(Settings())
    await vault.load(lambda *_: None)
    assert (vault.parsed, vault.vault.notes["rare.md"].is_read) == (1, True)


async def test_another_dialect_reads_all_notes_again_and_the_old_facts_serve_meanwhile(open_vault):
    vault = await open_vault("//- a.md\n> [[index]]\n//- b/index.md")
    vault.change_settings(Settings(dialect=Dialect(comments="index")))
    assert vault.vault.notes["a.md"].is_read
    assert vault.loaded
    await vault.load(lambda *_: None)
    assert vault.parsed == 2


async def test_settings_may_change_before_the_first_scan(open_vault):
    vault = await open_vault("//- a.md\n//- b.md", load=False)
    vault.change_settings(Settings(exclude=("b.md",)))
    assert set(vault.vault.notes) == {"a.md"}


async def test_a_buffer_may_open_before_the_first_scan(open_vault):
    vault = await open_vault("//- a.md\n> [[x]]", load=False)
    vault.take("a.md", "[[b]]")
    assert [edge.link.path for edge in vault.graph.links("a.md")] == ["b"]
    await vault.load(lambda *_: None)
    assert [edge.link.path for edge in vault.graph.links("a.md")] == ["b"]


async def test_cancelled_loading_resumes_where_it_stopped(open_vault):
    vault = await open_vault(crowded_vault(), load=False)
    loading = asyncio.create_task(vault.load(lambda *_: loading.cancel()))
    with pytest.raises(asyncio.CancelledError):
        await loading
    await vault.load(lambda *_: None)
    assert all(note.is_read for note in vault.vault.notes.values())
    assert vault.parsed < MANY * 1.5


async def test_requests_are_answered_between_many_changes(open_vault, monkeypatch):
    # Every change takes longer than this slice, however fast the machine is.
    monkeypatch.setattr("wikilsp.server.cooperative._SLICE", 0)
    vault = await open_vault(crowded_vault())
    paths = [f"crowd/{number}.md" for number in range(MANY)]
    for path in paths:
        (vault.root / path).write_text("[[rare]]", encoding="utf-8")
    refreshing = asyncio.create_task(vault.refresh(paths))
    counts = set()
    while not refreshing.done():
        counts.add(len(vault.graph.sources("rare.md")))
        await asyncio.sleep(0)
    assert len(counts) > MANY / 2


async def test_an_ignored_note_has_no_findings_even_if_it_is_open(open_vault):
    vault = await open_vault("//- .gitignore\n> drafts\n//- a.md\n> [[d]]\n//- drafts/d.md")
    for path in ("drafts/d.md", ".trash/d.md"):
        vault.take(path, "[[nowhere]]")
        assert vault.findings(path) == []
    vault.take("new.md", "[[nowhere]]")
    assert [found.code for found in vault.findings("new.md")] == ["missing-note"]


async def test_ascii_notes_are_recognized(open_vault):
    vault = await open_vault("//- a.md\n> a [[b]]\n//- b.md\n> 漢字\n//- c.md\n> c")
    plain = {path: vault.is_ascii(note) for path, note in vault.vault.notes.items()}
    assert plain == {"a.md": True, "b.md": False, "c.md": True}
    vault.take("a.md", "é [[b]]")
    vault.take("b.md", "b")
    assert not vault.is_ascii(vault.vault.notes["a.md"])
    assert vault.is_ascii(vault.vault.notes["b.md"])
    (vault.root / "c.md").write_bytes(b"\xff [[b]]\n")
    await vault.refresh(["c.md"])
    assert not vault.is_ascii(vault.vault.notes["c.md"])
    (vault.root / "c.md").write_bytes(b"\xef\xbb\xbfc\n")
    await vault.refresh(["c.md"])
    assert not vault.is_ascii(vault.vault.notes["c.md"])


async def test_only_notes_have_a_text(open_vault):
    vault = await open_vault("//- a.md\n> x\n//- p.txt\n> y")
    assert (vault.text("a.md"), vault.text("p.txt"), vault.text("never.md")) == ("x\n", None, None)


async def test_findings_are_cached_until_the_note_is_affected(open_vault):
    vault = await open_vault(crowded_vault())
    vault.findings("one.md")
    vault.findings("two.md")
    assert vault.findings_cache.linted == 0


async def test_findings_equal_those_of_the_linter(open_vault):
    vault = await open_vault(crowded_vault())
    fresh = load_vault(vault.root, Settings()).vault
    assert [found for path in sorted(vault.vault.notes) for found in vault.findings(path)] == list(lint_vault(fresh))


async def test_an_unwritable_cache_is_logged_once(tmp_path, caplog):
    write_vault(tmp_path / "vault", "//- a.md\n> [[b]]")
    os.utime(tmp_path / "vault/a.md", (1, 1))
    (tmp_path / "cache").write_text("this is no folder")
    vault = OpenVault(tmp_path / "vault", Settings(), cache=tmp_path / "cache")
    await vault.load(lambda *_: None)
    assert [each.code for each in vault.findings("a.md")] == ["missing-note"]
    [message] = [record.getMessage() for record in caplog.records]
    assert message.startswith("the cache cannot be written, so the next start will take longer: ")
    assert str(tmp_path / "cache") in message


async def test_a_full_disk_is_logged(tmp_path, caplog, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    write_vault(tmp_path / "vault", "//- a.md\n> [[b]]")
    os.utime(tmp_path / "vault/a.md", (1, 1))
    monkeypatch.setattr("os.replace", full)
    vault = OpenVault(tmp_path / "vault", Settings(), cache=tmp_path / "cache")
    await vault.load(lambda *_: None)
    assert "No space left on device" in caplog.text
    assert vault.loaded


async def test_each_unreadable_file_is_logged_once(open_vault, tmp_path, caplog):
    (tmp_path / "gone.md").symlink_to(tmp_path / "nowhere")
    vault = await open_vault("//- a.md")
    await vault.load(lambda *_: None)
    [message] = [record.getMessage() for record in caplog.records]
    assert message == f"{tmp_path}/gone.md: this symbolic link is not followed: it leads to nothing that can be read"
    (tmp_path / "lost.md").symlink_to(tmp_path / "nowhere")
    vault.outdate([], names=True)
    await vault.refresh()
    assert [record.getMessage().partition(":")[0] for record in caplog.records] == [
        f"{tmp_path}/gone.md",
        f"{tmp_path}/lost.md",
    ]


async def test_a_missing_root_is_an_empty_vault(tmp_path, caplog):
    vault = OpenVault(tmp_path / "nowhere", Settings())
    await vault.load(lambda *_: None)
    assert (vault.loaded, vault.vault.notes) == (True, {})
    assert "this folder cannot be read: No such file or directory" in caplog.text


async def test_an_index_that_is_out_of_step_is_logged(open_vault, caplog):
    vault = await open_vault("//- a.md\n> [[b]]\n//- b.md")
    vault.check_index()
    assert caplog.messages == []
    vault.vault.remove("b.md")
    vault.check_index()
    assert any("the index is wrong: graph: " in message for message in caplog.messages)
