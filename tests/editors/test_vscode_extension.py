"""The VS Code extension as a user meets it: it sets the server up, shows its state, renders and creates notes."""

import re
import sys
from pathlib import Path

import pytest
from expectations import DriverTests, write_vault
from pictures import png
from vscode_server import serve_code

VAULT = {
    ".wikilsp.toml": '[new-notes]\nfolder = "inbox"\ntemplate = "templates/new.md"\n',
    "index.md": "# Index\n\n😀 漢字 [[people/Ann]] and [[Nowhere]].\n\n",
    "people/Ann.md": "# Ann\n\nstatus:: done\n",
    "Two Sides.md": "# Two Sides\n\nA page has two sides. ^here\n",
    "Page.md": (
        "# Page\n\n![[Two Sides]]\n\n![[sun.png|60]]\n\n> [!tip] Hint\n> See [[Two Sides#^here]] or [[Gone]].\n\n"
        "<script>document.title = 'pwned'</script><img src=x onerror=\"document.title = 'pwned'\">\n"
    ),
    "templates/new.md": "# {{title}}\n",
}
PLAIN = {"README.md": "# Program\n\nSee [guide](guide.md).\n\n"}


@pytest.fixture(scope="module")
def code(vsix, environment, tmp_path_factory):
    # Python, but no wikilsp.
    path = f"{Path(sys.executable).resolve().parent}:/usr/bin:/bin"
    with serve_code(vsix, environment, tmp_path_factory.mktemp("code"), path) as code:
        yield code


@pytest.fixture(scope="module")
def seen(code, tmp_path_factory):
    folder = tmp_path_factory.mktemp("window")
    vault, plain = write_vault(folder / "vault", VAULT), write_vault(folder / "plain", PLAIN)
    (vault / "sun.png").write_bytes(png(30, 20))
    stuck = write_vault(
        folder / "stuck", {"index.md": "# Index\n\n[[note]]\n", "wikilsp": "#!/bin/sh\nexec sleep 600\n"}
    )
    (stuck / "wikilsp").chmod(0o755)
    (stuck / ".vscode").mkdir()
    (stuck / ".vscode" / "settings.json").write_text('{"wikilsp.path": "wikilsp"}', encoding="utf-8")
    return code.drive_window("vscode_extension.js", vault, plain, stuck, code.data)


class TestExtension(DriverTests):
    def test_a_missing_server_is_set_up_from_the_package(self, seen):
        assert seen["missing"] == ["Set up wikilsp"]

    def test_a_folder_renamed_before_any_note_was_opened_keeps_its_links(self, seen):
        assert "[[persons/Ann]]" in seen["moved"]

    def test_nothing_comes_up_in_prose(self, seen):
        assert seen["inProse"] == []

    def test_a_click_on_a_missing_link_asks_and_creates_the_note(self, seen):
        assert "The note “inbox/Nowhere.md” does not exist. Create it?" in seen["question"]
        assert seen["created"] == "# Nowhere\n"

    def test_the_preview_shows_callouts_missing_links_and_sizes(self, seen):
        [callout] = seen["callout"]
        assert callout.split("\n")[0] == "Hint"
        assert "[!tip]" not in callout
        assert seen["missing_in_preview"] == ["Gone"]
        assert seen["image"] == 30

    def test_html_in_a_note_runs_no_script(self, seen):
        assert seen["title"] != "pwned"

    def test_the_menu_of_the_status_bar_offers_the_commands(self, seen):
        assert {"Show Problems", "Restart Server", "Stop Server", "Show Log"} <= set(seen["menu"])
        assert "Copy Debug Information" in seen["menu"]

    def test_the_language_status_counts_notes_and_problems(self, seen):
        assert "6 notes" in seen["status"]
        assert "1 problem" in seen["status"]

    def test_a_killed_server_is_restarted_and_a_stopped_one_is_not(self, seen):
        assert seen["restarted"]
        assert seen["stopped"]

    def test_a_folder_without_marker_is_checked_once_a_note_uses_the_dialect(self, seen):
        assert seen["plain"] == 0

    def test_vs_code_does_not_wait_for_the_server(self, seen):
        assert seen["stuck"] == "note"


def test_a_server_ends_before_the_next_one_starts(code, seen):
    assert seen.get("problem") is None
    logs = sorted(code.data.glob("logs/*/exthost*/wikilsp.wikilsp/wikilsp.log"))
    assert len(logs) == 3
    for log in logs:
        events = re.findall(r"Starting “|The server has exited", log.read_text("utf-8"))
        assert events == (["Starting “", "The server has exited"] * len(events))[: len(events)]
