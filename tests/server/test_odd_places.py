"""With devices, pipes or huge files in place of settings and ignore files, the server answers and logs each once."""

import os

import pytest
from lsprotocol import types as lsp
from odd_files import ODD_FILES, make_deep, remove_deep, write_at

PLACES = [".gitignore", "x/.gitignore", "pyproject.toml", "logseq/config.edn", "x/pyproject.toml"]
VAULT = "//- .git/HEAD\n//- a.md\n> 😀 [[b]] [[nowhere]]\n//- b.md\n//- x/c.md\n//- logseq/pages.md"


@pytest.mark.parametrize("make", ODD_FILES)
async def test_odd_files_in_place_of_ignore_and_project_files_are_logged_once(open_editor, tmp_path, caplog, make):
    # A huge marker is still a marker, so the vault is a Logseq graph.
    for name in PLACES:
        (tmp_path / "vault" / name).parent.mkdir(parents=True, exist_ok=True)
        make(tmp_path / "vault" / name)
    editor = await open_editor(VAULT)
    editor.open("a.md")
    assert await editor.follow("a.md", "[[$0b]]") == ["b.md"]
    await editor.wait_loaded()
    editor.notify_watched(changed=PLACES)
    editor.write("d.md", "")
    editor.notify_watched(created=["d.md"])
    await editor.expect_diagnostics({"a.md": [("missing-note", "nowhere")]})
    for name in PLACES:
        [line] = [text for text in caplog.messages if f"/vault/{name}: " in text]
        assert ODD_FILES[make] in line


@pytest.mark.parametrize("make", ODD_FILES)
async def test_odd_files_in_place_of_settings_are_reported_and_defaults_apply(open_editor, tmp_path, make):
    (tmp_path / "vault").mkdir()
    make(tmp_path / "vault/.wikilsp.toml")
    editor = await open_editor(VAULT)
    await editor.expect_diagnostics({"a.md": [("missing-note", "nowhere")]})
    editor.notify_watched(changed=[".wikilsp.toml"])
    await editor.wait_loaded()
    [message] = editor.client.messages
    assert f".wikilsp.toml:1: this file cannot be read: {ODD_FILES[make]}" in message.message


@pytest.mark.parametrize(
    "settings",
    [
        "files.max-size = " + "1" * 5_000,
        f'files.max-size = "1{"0" * 400} GB"',
        f"properties.max-key-words = {2**70}",
        "a." * 12_000 + "a = 1",
        "".join(f"unknown-{number} = 1\n" for number in range(1_000)),
        "exclude = " + "[" * 100_000,
        f"exclude = {['*a'] * 10_000}",
    ],
)
async def test_hostile_settings_are_reported_once_and_defaults_apply(open_editor, tmp_path, settings):
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault/.wikilsp.toml").write_text(settings)
    editor = await open_editor(VAULT)
    await editor.expect_diagnostics({"a.md": [("missing-note", "nowhere")]})
    editor.notify_watched(changed=[".wikilsp.toml"])
    await editor.wait_loaded()
    [message] = editor.client.messages
    assert ".wikilsp.toml:1: " in message.message
    assert len(message.message) < 10_000


async def test_invalid_options_of_the_editor_are_reported_once(open_editor):
    wrong = {"wikilsp": {"files": {"maxSize": "1" + "0" * 400 + " GB"}, "exclude": ["\ud800"]}}
    editor = await open_editor(VAULT)
    for _ in range(3):
        editor.client.workspace_did_change_configuration(lsp.DidChangeConfigurationParams(settings=wrong))
    await editor.expect_diagnostics({"a.md": [("missing-note", "nowhere")]})
    [message] = editor.client.messages
    assert "“files.max-size” must be" in message.message
    assert "“exclude” contains half of a character" in message.message


async def test_notes_a_thousand_folders_deep_are_served(open_editor, tmp_path):
    root = tmp_path / "vault"
    root.mkdir()
    folder = make_deep(root, 1_100)
    write_at(folder, "deep.md", "[[b]] [[deep]] [[nowhere]]\n")
    os.close(folder)
    try:
        editor = await open_editor(VAULT)
        path = "d/" * 1_100 + "deep.md"
        await editor.expect_diagnostics({"a.md": [("missing-note", "nowhere")], path: [("missing-note", "nowhere")]})
        editor.open(path)
        assert await editor.follow(path, "[[$0b]]") == ["b.md"]
        assert await editor.follow(path, "[[$0deep]]") == [path]
        (root / path).unlink()
        editor.close(path)
        editor.notify_watched(deleted=[path])
        await editor.expect_diagnostics({"a.md": [("missing-note", "nowhere")]})
    finally:
        remove_deep(root / "d")


def test_impossible_paths_are_answered(wire, tmp_path):
    server = wire()
    server.initialize(rootUri=tmp_path.as_uri())
    for end in ("a%00b.md", "x" * 300 + ".md", "x/" * 3_000 + "y.md", "caf%E9.md", "%ED%A0%80.md"):
        document = {"uri": f"{tmp_path.as_uri()}/{end}"}
        server.notify(
            "textDocument/didOpen", {"textDocument": {**document, "languageId": "", "version": 1, "text": "[[x]]"}}
        )
        answer = server.request("textDocument/documentLink", {"textDocument": document})
        assert "result" in answer
