"""VS Code with the packaged extension: in its extension host, and in its window."""

import json

import pytest
from drivers import HERE, PATH, drive, program
from expectations import DRAFT, CompletionTests, ReadingTests, WritingTests, write_vault
from vscode_server import serve_code


@pytest.fixture(scope="module")
def code(vsix, environment, tmp_path_factory):
    with serve_code(vsix, environment, tmp_path_factory.mktemp("code"), PATH) as code:
        yield code


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


class TestExtensionHost(ReadingTests):
    @pytest.fixture
    def seen(self, seen_by_host):
        return seen_by_host

    def test_a_changed_setting_takes_effect_at_once(self, seen):
        assert seen["settings"] == "taken"

    def test_a_restarted_server_publishes_diagnostics_again(self, seen):
        assert seen["restarted"] == ["Nowhere"]


@pytest.fixture(scope="module")
def seen_in_window(code, tmp_path_factory):
    folder = tmp_path_factory.mktemp("window")
    misconfigured = write_vault(folder / "misconfigured")
    (misconfigured / ".vscode").mkdir()
    (misconfigured / ".vscode" / "settings.json").write_text('{"wikilsp.path": "tools/wikilsp"}', encoding="utf-8")
    return code.drive_window("vscode_window.js", write_vault(folder / "vault"), misconfigured)


class TestWindow(CompletionTests):
    @pytest.fixture
    def seen(self, seen_in_window):
        return seen_in_window

    def test_the_broken_link_is_underlined(self, seen):
        assert seen["squiggles"] == 1

    def test_hover_over_a_link_shows_its_target_section(self, seen):
        assert "A page has two sides." in seen["hover"]

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
    return code.drive_window("vscode_writing.js", write_vault(folder / "vault", DRAFT))


class TestWriting(WritingTests):
    @pytest.fixture
    def seen(self, seen_writing):
        return seen_writing

    def test_a_refused_rename_says_why_and_changes_nothing(self, seen):
        assert "index.md" in seen["refused"]
        assert seen["refusedLine"] == 1

    def test_renaming_a_file_in_the_explorer_updates_links_to_it(self, seen):
        assert "😀 漢字 [[目次]] and [[#事実]]" in seen["moved"]

    def test_a_rename_that_merges_two_tags_is_previewed(self, seen):
        assert seen["preview"] == "#leafplant/tree"
        assert not seen["ticked"]
