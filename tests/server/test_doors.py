"""Commands, fixes and refactorings create files inside the vault only."""

import os

import pytest
from actions import actions_by_title, apply_edit, open_note, resolve_action
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from sample_vaults import PROTECTED
from vaults import texts_of

INVALID_PARAMS = lsp.ErrorCodes.InvalidParams.value


def files_below(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}


async def execute(editor, command, *arguments, nothing=False):
    """Execute a command and return the error of its response, if any."""
    params = lsp.ExecuteCommandParams(command, None if nothing else list(arguments))
    try:
        await editor.client.workspace_execute_command_async(params)
    except JsonRpcException as error:
        return error
    return None


def uri_at(editor, path):
    return editor.uri("x").removesuffix("/x") + f"/{path}"


@pytest.fixture
def misleading_links(tmp_path):
    """Symbolic links that lead out of the vault or into its hidden folders."""
    vault, outside = tmp_path / "vault", tmp_path / "outside"
    outside.mkdir()
    vault.mkdir()
    (vault / "out").symlink_to(outside)
    (vault / "gone.md").symlink_to(outside / "gone.md")
    (vault / "git").symlink_to(vault / ".git")
    (vault / "to-inner").symlink_to(vault / "inner")
    return tmp_path


@pytest.mark.parametrize(
    "path", ["a.md", "sub/deep/b.markdown", "image.png", "sub/board.canvas", "中 é.md", "UPPER.MD"]
)
@pytest.mark.usefixtures("misleading_links")
async def test_notes_and_attachments_are_created_in_the_vault(open_editor, path):
    editor = await open_note(open_editor, "neovim", PROTECTED)
    assert await execute(editor, "wikilsp.create", editor.uri(path), "text 中\n") is None
    assert (editor.folder / path).read_text("utf-8") == "text 中\n"


@pytest.mark.parametrize(
    "path",
    [
        "../x.md",
        "n.md/x.md",
        "../../../../../../../../etc/x.md",
        "sub/../../x.md",
        "%2e%2e/x.md",
        "..%2fx.md",
        ".git/hooks/post-commit",
        ".git/hooks/post-commit.md",
        ".obsidian/x.md",
        "a/.obsidian/x.md",
        ".x.md",
        "a/.md",
        ".wikilsp.toml",
        "pyproject.toml",
        "x",
        "x.exe",
        "x.py",
        "x.sh",
        "conftest.py",
        "",
        "out/x.md",
        "out/sub/x.md",
        "gone.md",
        "git/hooks/x.md",
        "inner/x.md",
        "inner/sub/x.md",
        "to-inner/x.md",
        "a%0ab.md",
        "a%1b.md",
        "a%7f.md",
        "a%c2%9b.md",
        "a%e2%80%a8.md",
        "a%ff.md",
        "a%ed%a0%80.md",
        "a%00b.md",
        "a%3ab.md",
        "a%5cb.md",
        "con.md",
        "a%20/x.md",
        "x" * 300 + ".md",
        "/".join(["x" * 200] * 30) + "/%3f.md",
    ],
)
async def test_nothing_is_created_outside_of_the_visible_vault(open_editor, misleading_links, path):
    editor = await open_note(open_editor, "neovim", PROTECTED)
    before = files_below(misleading_links)
    error = await execute(editor, "wikilsp.create", uri_at(editor, path), "text")
    assert error.code == INVALID_PARAMS
    assert "“uri”" in error.message
    assert files_below(misleading_links) == before


@pytest.mark.parametrize(
    "uri",
    [
        "untitled:x.md",
        "http://localhost/x.md",
        "vscode-remote://ssh/x.md",
        "file://other.host/x.md",
        "file:x.md",
        "x.md",
        "/etc/x.md",
        "file:///etc/x.md",
        "file:///",
        "command:x",
        "",
    ],
)
@pytest.mark.parametrize("command", ["wikilsp.create", "wikilsp.open"])
async def test_other_uris_are_refused(open_editor, command, uri):
    editor = await open_note(open_editor, "vscode", PROTECTED)
    error = await execute(editor, command, *([uri, "text"] if command == "wikilsp.create" else [uri]))
    assert error.code == INVALID_PARAMS
    assert "“uri”" in error.message
    assert editor.client.shown_documents == []


@pytest.mark.parametrize(
    ("command", "arguments", "named"),
    [
        ("wikilsp.create", [], "“uri”, “text”"),
        ("wikilsp.create", ["URI"], "“uri”, “text”"),
        ("wikilsp.create", ["URI", "text", "more"], "“uri”, “text”"),
        ("wikilsp.create", [1, "text"], "“uri”"),
        ("wikilsp.create", [None, "text"], "“uri”"),
        ("wikilsp.create", [{"uri": "URI"}, "text"], "“uri”"),
        ("wikilsp.create", ["URI", 5], "“text”"),
        ("wikilsp.create", ["URI", None], "“text”"),
        ("wikilsp.create", ["URI", ["text"]], "“text”"),
        ("wikilsp.create", ["URI", True], "“text”"),
        ("wikilsp.create", ["URI", "half \ud800 of it"], "“text”"),
        ("wikilsp.create", ["URI\udfff", "text"], "“uri”"),
        ("wikilsp.open", [], "“uri”"),
        ("wikilsp.open", [5], "“uri”"),
        ("wikilsp.open", ["URI", "more"], "“uri”"),
        ("wikilsp.addBlockId", [], "“place”"),
        ("wikilsp.addBlockId", ["URI"], "“place”"),
        ("wikilsp.addBlockId", [{}], "“uri”, “id”, “offset”, “context”"),
        ("wikilsp.addBlockId", [{"uri": "URI", "id": "x", "offset": 1}], "“context”"),
        ("wikilsp.addBlockId", [{"uri": 1, "id": "x", "offset": 1, "context": "x"}], "“uri”"),
        ("wikilsp.addBlockId", [{"uri": "URI", "id": 5, "offset": 1, "context": "x"}], "“id”"),
        ("wikilsp.addBlockId", [{"uri": "URI", "id": "x\n# y", "offset": 1, "context": "x"}], "“id”"),
        ("wikilsp.addBlockId", [{"uri": "URI", "id": "", "offset": 1, "context": "x"}], "“id”"),
        ("wikilsp.addBlockId", [{"uri": "URI", "id": "x", "offset": "1", "context": "x"}], "“offset”"),
        ("wikilsp.addBlockId", [{"uri": "URI", "id": "x", "offset": 1.5, "context": "x"}], "“offset”"),
        ("wikilsp.addBlockId", [{"uri": "URI", "id": "x", "offset": True, "context": "x"}], "“offset”"),
        ("wikilsp.addBlockId", [{"uri": "URI", "id": "x", "offset": 1, "context": None}], "“context”"),
    ],
)
async def test_invalid_arguments_are_named(open_editor, misleading_links, command, arguments, named):
    editor = await open_note(open_editor, "neovim", PROTECTED)

    def filled(value):
        if isinstance(value, dict):
            return {name: filled(inner) for name, inner in value.items()}
        return value.replace("URI", editor.uri("new.md")) if isinstance(value, str) else value

    before = files_below(misleading_links)
    error = await execute(editor, command, *map(filled, arguments), nothing=not arguments)
    assert error.code == INVALID_PARAMS
    assert named in error.message
    assert files_below(misleading_links) == before
    assert editor.client.messages == []


async def test_an_unknown_command_is_refused(open_editor):
    editor = await open_note(open_editor, "vscode", PROTECTED)
    assert (await execute(editor, "wikilsp.delete", "x")).code == INVALID_PARAMS


@pytest.mark.parametrize(("offset", "context"), [(-1, ""), (0, ""), (9_999, "paragraph"), (13, "other")])
async def test_no_block_id_is_added_where_no_block_ends(open_editor, offset, context):
    editor = await open_note(open_editor, "vscode", PROTECTED)
    place = {"uri": editor.uri("n.md"), "id": "abc", "offset": offset, "context": context}
    assert await execute(editor, "wikilsp.addBlockId", place) is None
    await editor.wait_for(lambda: editor.client.messages)
    assert "The block has no id yet" in editor.client.messages[-1].message


async def test_no_note_is_created_beside_a_file_without_a_vault(open_editor, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "vault"))
    editor = await open_editor("//- n.md\n> [[x]]\n", "neovim", folders="none")
    editor.open("n.md")
    error = await execute(editor, "wikilsp.create", editor.uri("x.md"), "text")
    assert error.code == INVALID_PARAMS
    assert not (tmp_path / "vault/x.md").exists()


async def test_notes_are_created_in_a_nested_vault_once_it_is_served(open_editor):
    editor = await open_note(open_editor, "neovim", PROTECTED)
    editor.open("inner/a.md")
    await editor.wait_for(lambda: len(editor.server.session.vaults) == 2)
    assert await execute(editor, "wikilsp.create", editor.uri("inner/x.md"), "text") is None
    assert editor.text("inner/x.md") == "text"


# Notes created by fixes and refactorings


@pytest.mark.parametrize(
    "link",
    [
        "[[../../x]]",
        "[[../x]]",
        "[[.git/hooks/post-commit]]",
        "[[a/.obsidian/x]]",
        "[[.x]]",
        "[[out/x]]",
        "[[gone]]",
        "[[git/hooks/x]]",
        "[[inner/x]]",
        "[[to-inner/x]]",
        "[[a\x1bb]]",
        "[[a\x9bb]]",
        "[[a\u2028b]]",
        "[[con]]",
        "[x](../x.md)",
        "[x](.git/x.md)",
        "[x](out/x.md)",
        "[x](%2e%2e/x.md)",
        "[x](a%0ab.md)",
        "[x](.git%2fx.md)",
    ],
)
@pytest.mark.parametrize("profile", ["vscode", "neovim", "emacs"])
@pytest.mark.usefixtures("misleading_links")
async def test_no_fix_creates_a_note_outside_of_the_visible_vault(open_editor, profile, link):
    editor = await open_note(open_editor, profile, PROTECTED.replace("😀 a paragraph", f"😀 {link}"))
    opening = "[[$0" if "[[" in link else "]($0"
    assert [title for title in await actions_by_title(editor, opening) if title.startswith("Create")] == []


@pytest.mark.parametrize(
    ("link", "created"), [("[[/etc/x]]", "etc/x.md"), ("[[a/b]]", "a/b.md"), ("[[x]]", "x.md"), ("[[./x]]", "x.md")]
)
@pytest.mark.usefixtures("misleading_links")
async def test_a_fix_creates_a_note_in_the_vault(open_editor, link, created):
    editor = await open_note(open_editor, "vscode", PROTECTED.replace("😀 a paragraph", f"😀 {link}"))
    action = await resolve_action(editor, (await actions_by_title(editor))[f"Create note “{created}”"])
    assert apply_edit(editor, action.edit) == {created: ""}


@pytest.mark.parametrize("folder", [".obsidian", "out", "git", "inner", "to-inner"])
@pytest.mark.usefixtures("misleading_links")
async def test_no_setting_lets_notes_be_created_outside_of_the_visible_vault(open_editor, folder):
    text = PROTECTED.replace("//- n.md", f"> new-notes.folder = '{folder}'\n    //- n.md").replace(
        "a par", "[[x]] a par"
    )
    editor = await open_editor(text, "vscode")
    editor.open("n.md")
    await editor.wait_loaded()
    found = [*await actions_by_title(editor), *await actions_by_title(editor, "$0a par", selection="agraph")]
    assert [title for title in found if title.startswith(("Create", "Extract"))] == []


async def test_an_extracted_note_is_created_in_the_vault(open_editor):
    editor = await open_note(open_editor, "vscode", PROTECTED.replace("a paragraph", "../../.git/x\x1b y"))
    found = await actions_by_title(editor, "$0../../.git/x\x1b y", selection="")
    found |= await actions_by_title(editor, "😀 $0", selection="../../.git/x\x1b y")
    extracting = [action for title, action in found.items() if title.startswith("Extract")]
    assert extracting
    for action in extracting:
        created = apply_edit(editor, (await resolve_action(editor, action)).edit).keys() - {"n.md"}
        assert created == {"git x y.md"}


def test_the_vault_of_these_tests_has_protected_files():
    assert {".git/config", "inner/.obsidian/app.json"} <= texts_of(PROTECTED).keys()
    assert os.sep == "/"
