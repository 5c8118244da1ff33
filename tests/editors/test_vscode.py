"""VS Code with the packaged extension: in its extension host, and in its window."""

import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest
from drivers import EXTENSION, HERE, PATH, drive, program
from expectations import DRAFT, CompletionTests, ReadingTests, TwoNotesTests, WritingTests, write_vault

SETTINGS = {
    "security.workspace.trust.enabled": False,
    "telemetry.telemetryLevel": "off",
    "workbench.startupEditor": "none",
    "extensions.autoCheckUpdates": False,
    "chat.disableAIFeatures": True,
}


class Code(NamedTuple):
    """VS Code as a server: the environment for a browser that opens it, the report of its extension host, its data."""

    environment: dict[str, str]
    seen_by_host: Path
    data: Path

    def logs(self):
        """Return the lines of each log that the extension has written, by level and message."""
        files = self.data.glob("logs/*/exthost*/wikilsp.wikilsp/wikilsp.log")
        return [
            re.findall(r"^[-0-9]+ [:.0-9]+ \[(\w+)\] (.*)", file.read_text("utf-8"), re.MULTILINE) for file in files
        ]


@pytest.fixture(scope="module")
def code(vsix, environment, tmp_path_factory):
    executable, chromium = program("code-server", "--version"), program("chromium", "--version")
    folder = tmp_path_factory.mktemp("code")
    seen = folder / "host.json"
    (folder / "data" / "User").mkdir(parents=True)
    (folder / "data" / "User" / "settings.json").write_text(json.dumps(SETTINGS), encoding="utf-8")
    # VS Code uses the PATH of a login shell.
    Path(environment["HOME"], ".profile").write_text(f"PATH='{PATH}'\n", encoding="utf-8")
    command = [executable, "--user-data-dir", folder / "data", "--extensions-dir", folder / "extensions"]
    subprocess.run([*command, "--install-extension", vsix], env=environment, capture_output=True, check=True)
    address = f"127.0.0.1:{free_port()}"
    # Extension hosts and language servers outlive the browser, but not this process group.
    server = subprocess.Popen(
        [*command, "--auth", "none", "--bind-addr", address, "--disable-telemetry", "--disable-update-check"],
        env=environment | {"SEEN": str(seen)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for(f"http://{address}/healthz")
        modules = str(EXTENSION / "node_modules")
        browser = {"VSCODE_URL": f"http://{address}", "CHROMIUM": chromium, "NODE_PATH": modules}
        yield Code(environment | browser, seen, folder / "data")
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def wait_for(url, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(OSError), urllib.request.urlopen(url):  # noqa: S310 - a local address
            return
        time.sleep(0.1)
    pytest.fail(f"VS Code did not answer at {url}")


@pytest.fixture(scope="module")
def seen_by_host(code, vault, tmp_path_factory):
    # The server comes from a virtual environment in the workspace.
    (vault / ".venv" / "bin").mkdir(parents=True)
    (vault / ".venv" / "bin" / "wikilsp").symlink_to(program("wikilsp", "--version"))
    # VS Code runs tests only with an extension in development; this one is empty.
    empty = tmp_path_factory.mktemp("empty")
    manifest = {"name": "empty", "publisher": "tests", "version": "0.0.0", "engines": {"vscode": "*"}}
    (empty / "package.json").write_text(json.dumps(manifest), encoding="utf-8")
    command = [program("node", "--version"), HERE / "vscode_host_start.js", vault, empty, HERE / "vscode_host.js"]
    return drive(command, code.environment, code.seen_by_host)


class TestExtensionHost(ReadingTests, TwoNotesTests):
    @pytest.fixture
    def seen(self, seen_by_host):
        return seen_by_host

    def test_a_changed_setting_takes_effect_at_once(self, seen):
        assert seen["settings"] == "taken"

    def test_a_restarted_server_publishes_diagnostics_again(self, seen):
        assert seen["restarted"] == ["Nowhere"]

    @pytest.mark.usefixtures("seen")
    def test_the_log_has_the_end_of_a_server_before_the_start_of_the_next(self, code):
        [log] = [log for log in code.logs() if any("exited" in message for _, message in log)]
        events = [message.partition(" ")[0] for _, message in log if message.startswith(("Starting", "Server process"))]
        assert events[:3] == ["Starting", "Server", "Starting"]
        assert {level for level, _ in log} == {"info"}


@pytest.fixture(scope="module")
def seen_in_window(code, tmp_path_factory):
    folder = tmp_path_factory.mktemp("window")
    misconfigured = write_vault(folder / "misconfigured")
    (misconfigured / ".vscode").mkdir()
    (misconfigured / ".vscode" / "settings.json").write_text('{"wikilsp.path": "tools/wikilsp"}', encoding="utf-8")
    command = [program("node", "--version"), HERE / "vscode_window.js", write_vault(folder / "vault"), misconfigured]
    return drive(command, code.environment, folder / "seen.json")


class TestWindow(CompletionTests):
    @pytest.fixture
    def seen(self, seen_in_window):
        return seen_in_window

    def test_the_broken_link_is_underlined(self, seen):
        assert seen["squiggles"] == 1

    def test_hover_over_a_link_shows_its_target_section(self, seen):
        assert "A page has two sides." in seen["hover"]

    def test_a_link_without_a_target_has_another_color(self, seen):
        assert seen["colors"][0] != seen["colors"][1]

    def test_a_missing_note_is_described_once_and_created_by_a_click(self, seen):
        assert seen["missing"].count("not found") == 1
        assert "does not exist" not in seen["missing"]

    def test_f12_on_a_link_opens_the_note(self, seen):
        assert seen["definition"] == "Two Sides.md"

    def test_a_click_on_a_lens_lists_the_links_it_counts(self, seen):
        assert len(seen["backlinks"]) == 2

    def test_an_invalid_server_path_is_named_with_a_button_to_fix_it(self, seen):
        assert "misconfigured/tools/wikilsp" in seen["message"]
        assert seen["buttons"] == ["Open Setting"]


@pytest.fixture(scope="module")
def seen_writing(code, tmp_path_factory):
    folder = tmp_path_factory.mktemp("window")
    command = [program("node", "--version"), HERE / "vscode_writing.js", write_vault(folder / "vault", DRAFT)]
    return drive(command, code.environment, folder / "seen.json", seconds=120)


class TestWriting(WritingTests):
    @pytest.fixture
    def seen(self, seen_writing):
        return seen_writing

    def test_a_refused_rename_says_why_and_changes_nothing(self, seen):
        assert "index.md" in seen["refused"]
        assert seen["refusedLine"] == 1

    @pytest.mark.usefixtures("seen")
    def test_a_refused_rename_is_no_error_in_the_log(self, code):
        refused = [entry for log in code.logs() for entry in log if "textDocument/rename" in entry[1]]
        reason = "“index.md” already exists; choose another name, or move it away first"
        assert refused == [("info", f"textDocument/rename was refused: {reason}")]

    def test_renaming_a_file_in_the_explorer_updates_links_to_it(self, seen):
        assert "😀 漢字 [[目次]] and [[#事実]]" in seen["moved"]

    def test_a_rename_that_merges_two_tags_is_previewed(self, seen):
        assert seen["preview"] == "#leafplant/tree"
        assert not seen["ticked"]
