"""A vault while it is served: names first, buffers before the disk, and no more work than a change calls for."""

import pytest
from editor import write_vault

from wikilsp.lint import lint_vault
from wikilsp.server.open_vault import OpenVault
from wikilsp.settings import Settings
from wikilsp.vault.disk import load_vault

MANY = 200


@pytest.fixture
def open_vault(tmp_path):
    """Give a function that opens the vault that a string describes."""

    async def make(text, *, load=True):
        write_vault(tmp_path, text)
        vault = OpenVault(tmp_path, Settings())
        if load:
            await vault.load(lambda *_: None)
            for path in vault.vault.notes:
                vault.findings(path)
        vault.parsed = vault.linted = 0
        return vault

    return make


def crowd():
    """Describe a vault of many notes that link to one, and of a few that speak of another."""
    links = "".join(f"//- crowd/{number}.md\n> [[hub]] [[crowd/{number + 1}]]\n" for number in range(MANY))
    others = "//- one.md\n> [[rare#Part]]\n//- two.md\n> [[rare]] [[soon]]\n//- rare.md\n> ## Part\n"
    return f"{links}//- hub.md\n> # Hub\n{others}"


def lint_all(vault):
    """Lint what has to be, as the server does it after a change; give the number of notes."""
    before = vault.linted
    for path in sorted(vault.stale):
        vault.findings(path)
    return vault.linted - before


async def test_names_are_known_before_anything_is_read(open_vault):
    vault = await open_vault("//- a.md\n> [[b]]\n//- sub/b.md\n//- p.png", load=False)
    assert set(vault.vault.notes) == {"a.md", "sub/b.md"}
    assert vault.vault.files == {"p.png"}
    assert vault.parsed == 0
    assert vault.findings("a.md") == []


async def test_loading_tells_how_far_it_is(open_vault):
    vault = await open_vault(crowd(), load=False)
    told = []
    await vault.load(lambda done, of: told.append((done, of)))
    notes = len(vault.vault.notes)
    assert told == sorted(told)
    assert len(told) > 2
    assert told[-1] == (notes, notes)
    assert vault.parsed == notes


async def test_a_note_that_vanishes_before_it_is_read_ends_nothing(open_vault):
    vault = await open_vault("//- a.md\n> [[b]]\n//- b.md", load=False)
    (vault.root / "b.md").unlink()
    await vault.load(lambda *_: None)
    assert vault.loaded


async def test_a_keystroke_costs_one_note(open_vault):
    vault = await open_vault(crowd())
    vault.take("hub.md", "# Hub\n\ntext\n")
    assert vault.parsed == 1
    assert lint_all(vault) == 1


async def test_a_new_heading_concerns_the_notes_that_link_to_its_note(open_vault):
    vault = await open_vault(crowd())
    vault.take("rare.md", "## Other\n")
    assert vault.parsed == 1
    assert lint_all(vault) == 3
    assert [found.code for found in vault.findings("one.md")] == ["missing-heading"]


async def test_a_new_note_concerns_the_notes_that_wait_for_it(open_vault):
    vault = await open_vault(crowd())
    assert [found.code for found in vault.findings("two.md")] == ["missing-note"]
    (vault.root / "soon.md").write_text("", encoding="utf-8")
    await vault.refresh(["soon.md"])
    assert vault.parsed == 1
    assert lint_all(vault) == 2
    assert vault.findings("two.md") == []


async def test_a_deleted_note_concerns_the_notes_that_link_to_it(open_vault):
    vault = await open_vault(crowd())
    (vault.root / "rare.md").unlink()
    await vault.refresh(["rare.md"])
    assert vault.parsed == 0
    assert lint_all(vault) == 2


async def test_a_changed_file_costs_one_note_and_no_walk(open_vault, monkeypatch):
    vault = await open_vault(crowd())
    monkeypatch.setattr("wikilsp.server.open_vault.walk", None)
    (vault.root / "two.md").write_text("[[hub]]", encoding="utf-8")
    await vault.refresh(["two.md"])
    assert vault.parsed == 1
    assert lint_all(vault) == 1


async def test_findings_are_kept_until_something_concerns_the_note(open_vault):
    vault = await open_vault(crowd())
    vault.findings("one.md")
    vault.findings("two.md")
    assert vault.linted == 0


async def test_findings_are_those_of_the_linter(open_vault):
    vault = await open_vault(crowd())
    fresh = load_vault(vault.root, Settings()).vault
    assert [found for path in sorted(vault.vault.notes) for found in vault.findings(path)] == list(lint_vault(fresh))
