"""Abilities of an editor's extension: Markdown support beside ours, commands in links, previews, state."""

from urllib.parse import unquote

import pytest
from lsprotocol import types as lsp
from msgspec import json
from pygls.exceptions import JsonRpcException

VAULT = """
    //- .wikilsp.toml
    > [new-notes]
    > folder = "inbox"
    > template = "t/New.md"
    //- a.md
    > # A b
    >
    > ## Own
    >
    > 😀 漢字 [[b]] and [[b#One|x]] and ![[b]] here.
    > 😀 漢字 [md](b.md#one) and [own](#own) and <b.md> and [r] and [text][r].
    > 😀 漢字 [[Nowhere]] and [[sub/New one]] and ![[no.png]] and [[bad:name]] here.
    >
    > [r]: b.md#one
    //- b.md
    > ---
    > up: x
    > ---
    > # One
    >
    > 😀 漢字 is in a section. ^blk
    >
    > ## One
    >
    > [back](a.md#own)
    //- t/New.md
    > # {{title}}
    //- p.png
"""
BESIDE = {"builtInMarkdown": True}


async def run(editor, command, *arguments):
    params = lsp.ExecuteCommandParams(command, list(arguments))
    return await editor.client.workspace_execute_command_async(params)


# Beside built-in Markdown support


async def test_the_outline_is_left_to_the_editor(open_editor):
    editor = await open_editor(VAULT, options=BESIDE)
    params = lsp.DocumentSymbolParams(editor.document("a.md"))
    assert await editor.client.text_document_document_symbol_async(params) == []


@pytest.mark.parametrize(("options", "kept"), [(BESIDE, {"one.md"}), ({}, {"one.md", "# One", "Title one"})])
async def test_headings_and_titles_are_left_out_of_symbols(open_editor, options, kept):
    vault = "//- .wikilsp.toml\n//- one.md\n//- n.md\n> # Title one\n>\n> ## One two\n"
    editor = await open_editor(vault, options=options)
    await editor.wait_loaded()
    found = await editor.client.workspace_symbol_async(lsp.WorkspaceSymbolParams("one"))
    assert {symbol.name for symbol in found} == ({"one"} if options else {"one", "Title one", "One two"})
    assert len(kept) == len(found)


@pytest.mark.parametrize(
    ("at", "ranges"),
    [
        ("## O$0wn", {("a.md", "#own"), ("a.md", "## Own"), ("b.md", "a.md#own")}),
        (
            "[[$0b]] and",
            {
                ("a.md", "b"),
                ("a.md", "b#One|x"),
                ("a.md", "b.md"),
                ("a.md", "r"),
                ("b.md", "# One"),
            },
        ),
        ("[text][$0r]", {("a.md", "r")}),
    ],
)
async def test_references_have_the_ranges_of_the_editor(open_editor, at, ranges):
    editor = await open_editor(VAULT, options=BESIDE)
    await editor.wait_loaded()
    params = lsp.ReferenceParams(lsp.ReferenceContext(include_declaration=True), **editor.at("a.md", at))
    found = await editor.client.text_document_references_async(params)
    assert {editor.place(each.uri, each.range) for each in found} == ranges


@pytest.mark.parametrize(
    ("at", "target"),
    [
        ("## O$0wn", "## Own"),
        ("[own](#o$0wn)", "## Own"),
        ("[md](b.md#o$0ne)", "# One"),
    ],
)
async def test_the_definition_of_what_the_editor_finds_is_the_line_of_the_heading(open_editor, at, target):
    editor = await open_editor(VAULT, options=BESIDE)
    await editor.wait_loaded()
    [found] = await editor.client.text_document_definition_async(lsp.DefinitionParams(**editor.at("a.md", at)))
    assert editor.place(found.target_uri, found.target_range)[1] == target
    assert found.target_range == found.target_selection_range


async def test_the_definition_of_a_wikilink_is_still_the_section(open_editor):
    editor = await open_editor(VAULT, options=BESIDE)
    await editor.wait_loaded()
    [found] = await editor.client.text_document_definition_async(
        lsp.DefinitionParams(**editor.at("a.md", "[[b#O$0ne|x]]"))
    )
    assert editor.place(found.target_uri, found.target_range)[1].endswith("[back](a.md#own)\n")


# Links that create their target


async def targets(editor):
    """Return the resolved target of each document link, by its text."""
    found = await editor.client.text_document_document_link_async(lsp.DocumentLinkParams(editor.document("a.md")))
    resolved = [await editor.client.document_link_resolve_async(link) for link in found]
    return {editor.slice("a.md", link.range): link.target for link in resolved}


async def test_only_a_link_without_a_target_runs_the_command_that_creates_it(open_editor):
    editor = await open_editor(VAULT, options={"commandLinks": True})
    await editor.wait_loaded()
    found = await targets(editor)
    commands = {text: target for text, target in found.items() if target and target.startswith("command:")}
    assert set(commands) == {"[[Nowhere]]", "[[sub/New one]]", "![[no.png]]", "[[bad:name]]"}
    command, _, argument = commands["[[Nowhere]]"].partition("?")
    start = editor.position("a.md", "$0[[Nowhere]]")
    assert command == "command:wikilsp.createTarget"
    assert json.decode(unquote(argument)) == [
        {"uri": editor.uri("a.md"), "line": start.line, "character": start.character}
    ]


async def test_without_the_option_no_link_runs_a_command(open_editor):
    editor = await open_editor(VAULT)
    await editor.wait_loaded()
    assert not any(target and target.startswith("command:") for target in (await targets(editor)).values())


@pytest.mark.parametrize(
    ("at", "path"),
    [
        ("[[No$0where]]", "inbox/Nowhere.md"),
        ("[[sub/N$0ew one]]", "sub/New one.md"),
        ("[[$0b]] and", None),
        ("[[bad$0:name]]", None),
        ("## O$0wn", None),
    ],
)
async def test_the_note_to_create_follows_the_settings(open_editor, at, path):
    editor = await open_editor(VAULT)
    await editor.wait_loaded()
    place = editor.position("a.md", at)
    argument = {"uri": editor.uri("a.md"), "line": place.line, "character": place.character}
    found = await run(editor, "wikilsp.newNote", argument)
    if path is None:
        assert found is None
    else:
        assert found["path"] == path
        assert editor.path(found["uri"]) == path
        assert found["text"] == f"# {path.rpartition('/')[2].removesuffix('.md')}\n"
    assert not (editor.folder / "inbox").exists()


async def test_no_note_is_to_be_created_in_a_hidden_folder(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[.git/hooks/x]] [[../out]]\n")
    await editor.wait_loaded()
    for at in ("[[.git$0/hooks/x]]", "[[../o$0ut]]"):
        place = editor.position("a.md", at)
        argument = {"uri": editor.uri("a.md"), "line": place.line, "character": place.character}
        assert await run(editor, "wikilsp.newNote", argument) is None


@pytest.mark.parametrize("command", ["wikilsp.newNote", "wikilsp.previewLinks"])
@pytest.mark.parametrize(
    "arguments",
    [[], [1], [{}], [{"uri": 1}], [{"uri": "file:///x", "links": [1]}], [{"uri": "x", "line": "1", "character": 2}]],
)
async def test_other_arguments_are_invalid(open_editor, command, arguments):
    editor = await open_editor(VAULT)
    with pytest.raises(JsonRpcException) as caught:
        await run(editor, command, *arguments)
    assert caught.value.code == -32602


@pytest.mark.parametrize("uri", ["file:///nowhere/a.md", "untitled:Untitled-1", "x"])
async def test_a_note_outside_every_vault_has_no_previews_and_creates_nothing(open_editor, uri):
    editor = await open_editor(VAULT)
    assert await run(editor, "wikilsp.previewLinks", {"uri": uri, "links": ["[[b]]"]}) == [None]
    assert await run(editor, "wikilsp.newNote", {"uri": uri, "line": 0, "character": 3}) is None


# Previews


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("[[b]]", {"text": "b", "path": "b.md"}),
        ("[[b|see <b>]]", {"text": "see <b>", "path": "b.md"}),
        ("[[b#One]]", {"text": "b > One", "path": "b.md", "anchor": "one"}),
        ("[[b#One#One]]", {"text": "b > One > One", "path": "b.md", "anchor": "one-1"}),
        ("[[b#^blk]]", {"text": "b > ^blk", "path": "b.md", "anchor": "^blk"}),
        ("[[#Own]]", {"text": "Own", "path": "a.md", "anchor": "own"}),
        ("[[b#Two]]", {"text": "b > Two", "path": "b.md", "isMissing": True}),
        ("[[Nowhere]]", {"text": "Nowhere", "path": "inbox/Nowhere.md", "isMissing": True}),
        ("[[bad:name]]", {"text": "bad:name", "isMissing": True}),
        ("![[p.png|40x30]]", {"text": "p.png", "path": "p.png", "size": [40, 30]}),
        ("![[p.png|40]]", {"text": "p.png", "path": "p.png", "size": [40, None]}),
        ("[[https://x.y/z|site]]", {"text": "site", "url": "https://x.y/z"}),
        ("[[javascript:alert(1)|x]]", {"text": "x"}),
        (
            "![[b#^blk]]",
            {"text": "b > ^blk", "path": "b.md", "anchor": "^blk", "markdown": "😀 漢字 is in a section. ^blk"},
        ),
        ("![[b#One#One]]", {"path": "b.md", "anchor": "one-1", "markdown": "## One\n\n[back](a.md#own)\n"}),
    ],
)
async def test_a_preview_says_what_a_link_shows_and_leads_to(open_editor, written, expected):
    editor = await open_editor(VAULT)
    await editor.wait_loaded()
    [found] = await run(editor, "wikilsp.previewLinks", {"uri": editor.uri("a.md"), "links": [written]})
    uri = found.pop("uri")
    found["path"] = editor.path(uri) if uri else None
    if not expected.get("text"):
        del found["text"]
    shown = {name: value for name, value in found.items() if value}
    assert shown == expected


async def test_an_embedded_note_is_shown_without_its_front_matter(open_editor):
    editor = await open_editor(VAULT)
    await editor.wait_loaded()
    [found] = await run(editor, "wikilsp.previewLinks", {"uri": editor.uri("a.md"), "links": ["![[b]]"]})
    assert found["markdown"].lstrip().startswith("# One\n")
    assert "up: x" not in found["markdown"]


async def test_a_preview_knows_the_buffer_of_an_embedded_note(open_editor):
    editor = await open_editor(VAULT)
    await editor.wait_loaded()
    editor.open("b.md", "# New\n\nunsaved\n")
    [found] = await run(editor, "wikilsp.previewLinks", {"uri": editor.uri("a.md"), "links": ["![[b#New]]"]})
    assert found["markdown"] == "# New\n\nunsaved\n"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "text",
        "[[ -f x ]]",
        "[[:alpha:]]",
        "[[1, [2]]",
        "[[b]] and more",
        "[[]",
        "`[[b]]`",
        "[[b]]\n\n[[b]]",
        "[x](b.md) [[b]]",
    ],
)
async def test_other_texts_than_one_link_have_no_preview(open_editor, written):
    editor = await open_editor(VAULT)
    await editor.wait_loaded()
    assert await run(editor, "wikilsp.previewLinks", {"uri": editor.uri("a.md"), "links": [written]}) == [None]


async def test_a_very_long_embedded_note_is_cut_at_a_line(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[b]]\n//- b.md\n")
    editor.open("b.md", "a line\n" * 20_000)
    await editor.wait_loaded()
    [found] = await run(editor, "wikilsp.previewLinks", {"uri": editor.uri("a.md"), "links": ["![[b]]"]})
    assert found["markdown"].endswith("a line\n\n…")
    assert len(found["markdown"]) <= 50_010


# Folders without a marker

PLAIN = "//- a.md\n> 😀 漢字 [gone](gone.md)\n//- b.md\n> ---\n> key: x\n> ---\n> `[[code]]` and [[ -f x ]] text\n"
GONE = {"a.md": [("missing-file", "gone.md")]}


@pytest.mark.parametrize("profile", ["vscode", "emacs"])
async def test_a_folder_without_marker_is_checked_once_a_note_uses_the_dialect(open_editor, profile):
    editor = await open_editor(PLAIN, profile, options={"enable": "auto"}, configuration={"enable": "auto"})
    await editor.wait_loaded()
    await editor.expect_diagnostics({})
    editor.open("c.md", "text")
    await editor.expect_diagnostics({})
    editor.change("c.md", "key:: value")
    await editor.expect_diagnostics(GONE)
    editor.change("c.md", "key: value")
    await editor.expect_diagnostics({})
    editor.write("d.md", "😀 漢字 [[a]]\n")
    editor.notify_watched(created=["d.md"])
    await editor.expect_diagnostics(GONE)


@pytest.mark.parametrize("marker", [".wikilsp.toml", ".obsidian/app.json", ".marksman.toml"])
async def test_a_folder_with_a_marker_is_always_checked(open_editor, marker):
    editor = await open_editor(
        f"//- {marker}\n> # x\n{PLAIN}", options={"enable": "auto"}, configuration={"enable": "auto"}
    )
    await editor.expect_diagnostics(GONE)


async def test_git_is_no_marker_but_a_new_settings_file_is(open_editor):
    editor = await open_editor(
        f"//- .git/config\n{PLAIN}", options={"enable": "auto"}, configuration={"enable": "auto"}
    )
    await editor.wait_loaded()
    await editor.expect_diagnostics({})
    editor.write(".wikilsp.toml", "")
    editor.notify_watched(created=[".wikilsp.toml"])
    await editor.expect_diagnostics(GONE)


@pytest.mark.parametrize("options", [None, {}, {"enable": "always"}])
async def test_by_default_every_folder_is_checked(open_editor, options):
    editor = await open_editor(PLAIN, options=options)
    await editor.expect_diagnostics(GONE)


# State


async def watch_status(editor):
    received = []

    @editor.client.feature("wikilsp/status")
    def take(params):
        received.append(params)

    return received


async def test_the_state_of_each_vault_is_sent_when_it_changes(open_editor):
    editor = await open_editor(PLAIN, options={"enable": "auto", "status": True}, configuration={"enable": "auto"})
    received = await watch_status(editor)
    editor.open("a.md")
    await editor.wait_for(lambda: received and received[-1].vaults[0].isLoaded)
    [vault] = received[-1].vaults
    assert (vault.root, vault.single, vault.notes, vault.isChecked) == (editor.folder.as_uri(), None, 2, False)
    before = received[-1].revision
    editor.write("d.md", "[[a]]\n")
    editor.notify_watched(created=["d.md"])
    await editor.wait_for(lambda: received[-1].vaults[0].isChecked)
    assert received[-1].vaults[0].notes == 3
    assert received[-1].revision > before


async def test_a_note_that_is_served_alone_has_a_state_of_its_own(open_editor, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "vault"))
    editor = await open_editor("//- a.md\n> text\n", options={"status": True}, folders="none")
    received = await watch_status(editor)
    editor.open("a.md")
    await editor.wait_for(lambda: received and received[-1].vaults)
    assert [vault.single for vault in received[-1].vaults] == [editor.uri("a.md")]


async def test_other_editors_get_no_state(open_editor):
    editor = await open_editor(PLAIN)
    received = await watch_status(editor)
    await editor.wait_idle()
    assert received == []


# Lenses


async def test_lenses_can_be_turned_off(open_editor):
    editor = await open_editor(
        "//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[a]] [[b]]\n//- b.md\n> [[a]]\n", configuration={}
    )
    await editor.wait_loaded()
    params = lsp.CodeLensParams(editor.document("a.md"))
    assert await editor.client.text_document_code_lens_async(params)
    settings = lsp.DidChangeConfigurationParams({"wikilsp": {"codeLens": False}})
    editor.client.workspace_did_change_configuration(settings)
    assert not await editor.client.text_document_code_lens_async(params)
    await editor.wait_for(lambda: "codeLens" in editor.refreshed_views)


async def test_the_path_of_a_note_to_create_is_legible(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[x\u202eb]]\n")
    await editor.wait_loaded()
    place = editor.position("a.md", "[[x$0\u202eb]]")
    argument = {"uri": editor.uri("a.md"), "line": place.line, "character": place.character}
    found = await run(editor, "wikilsp.newNote", argument)
    assert found is None or found["path"] == "x\\u202eb.md"


async def test_an_answer_has_only_so_much_text_of_embedded_notes(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[b]]\n//- b.md\n")
    editor.open("b.md", "a line\n" * 20_000)
    await editor.wait_loaded()
    found = await run(editor, "wikilsp.previewLinks", {"uri": editor.uri("a.md"), "links": ["![[b]]"] * 600})
    assert len(found) == 500
    embedded = [preview["markdown"] for preview in found if preview["markdown"]]
    assert sum(map(len, embedded)) <= 1_050_010
    assert {preview["text"] for preview in found} == {"b"}


async def test_the_state_does_not_wait_for_the_names_of_files(open_editor, held_loading):
    editor = await open_editor(PLAIN, options={"status": True})
    received = await watch_status(editor)
    editor.open("a.md")
    await editor.wait_for(lambda: received)
    assert not received[-1].vaults[0].isLoaded
    held_loading.set()
    await editor.wait_for(lambda: received[-1].vaults[0].isLoaded)
