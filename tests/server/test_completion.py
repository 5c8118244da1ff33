"""Completion over the protocol, with the profiles of three editors.

On each typed line, an emoji and Chinese characters come first, so that a column counted in the wrong units is noticed.
"""

import asyncio
import re

import pytest
import pytest_asyncio
from columns import offset_of
from editor import PATIENCE, Editor, write_vault
from lsprotocol import types as lsp

pytestmark = pytest.mark.asyncio(loop_scope="module")

GARDEN = """
    //- .wikilsp.toml
    //- index.md
    > # Index
    >
    > A nameless block.[^apis]
    >
    > [^note]: 😀 漢字
    //- sub/Bee.md
    > ---
    > aliases: [Apis]
    > status: wild
    > ---
    > # The Bee
    >
    > kind:: #insect/bee
    >
    > 😀 漢字 buzzes about [[Nowhere]].
    >
    > ## Hive
    >
    > 😀 漢字 lives here ^sting
    >
    > 😀 漢字 is nameless
    //- cost $x {y}.md
    > # Cost
    //- sun.png
"""
INDEX = "# Index\n\nA nameless block.[^apis]\n\n[^note]: 😀 漢字\n"


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["vscode", "neovim", "emacs"])
async def editor(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("garden")
    write_vault(folder, GARDEN)
    editor = await Editor(folder, request.param).start()
    editor.open("index.md")
    editor.applied = asyncio.Queue()

    @editor.client.feature(lsp.WORKSPACE_APPLY_EDIT)
    def apply(params: lsp.ApplyWorkspaceEditParams):
        editor.applied.put_nowait(params.edit)
        return lsp.ApplyWorkspaceEditResult(applied=True)

    await editor.wait_loaded()
    yield editor
    await editor.stop()


async def complete(editor, line):
    """Type a line at the end of the note and request completion at its `$0`."""
    editor.change("index.md", f"{INDEX}\n{line.replace('$0', '')}\n")
    params = lsp.CompletionParams(**editor.at("index.md", f"\n{line}\n"))
    return await editor.client.text_document_completion_async(params)


def text_after(editor, item):
    """Return the text of the note after accepting an item, without the position of the cursor."""
    is_snippet = item.insert_text_format == lsp.InsertTextFormat.Snippet
    new_text = item.text_edit.new_text
    if is_snippet:
        new_text = re.sub(r"\\([\\$}])", r"\1", re.sub(r"(?<!\\)\$0", "", new_text))
    text = editor.text("index.md")
    edits = [(item.text_edit.range, new_text), *((one.range, one.new_text) for one in item.additional_text_edits or ())]
    for range_, content in sorted(edits, key=lambda edit: edit[0].start, reverse=True):
        start, end = (offset_of(text, place, editor.encoding) for place in (range_.start, range_.end))
        text = text[:start] + content + text[end:]
    return text


async def check_completion(editor, line, label, expected):
    found = await complete(editor, line)
    (item,) = [item for item in found.items if item.label == label]
    assert text_after(editor, item) == f"{INDEX}\n{expected}\n"
    return item


@pytest.mark.parametrize(
    ("line", "label", "expected"),
    [
        ("😀 漢字 [[B$0", "Bee", "😀 漢字 [[Bee]]"),
        ("😀 漢字 [[The$0]] 漢字", "The Bee", "😀 漢字 [[Bee|The Bee]] 漢字"),
        ("😀 漢字 [[api$0", "Apis", "😀 漢字 [[Bee|Apis]]"),
        ("😀 漢字 [[now$0", "Nowhere", "😀 漢字 [[Nowhere]]"),
        ("😀 漢字 [[cos$0", "cost $x {y}", "😀 漢字 [[cost $x {y}]]"),
        ("😀 漢字 [[Bee|A$0]]", "Apis", "😀 漢字 [[Bee|Apis]]"),
        ("😀 漢字 ![[su$0", "sun.png", "😀 漢字 ![[sun.png]]"),
        ("😀 漢字 [[Bee#H$0]] 漢字", "Hive", "😀 漢字 [[Bee#Hive]] 漢字"),
        ("😀 漢字 [[Bee#^s$0", "sting", "😀 漢字 [[Bee#^sting]]"),
        ("😀 漢字 [[##hi$0", "Hive", "😀 漢字 [[Bee#Hive]]"),
        ("😀 漢字 [[^^st$0", "sting", "😀 漢字 [[Bee#^sting]]"),
        ("😀 漢字 [x](be$0)", "sub/Bee.md", "😀 漢字 [x](sub/Bee.md)"),
        ("😀 漢字 [x](sub/Bee.md#$0)", "Hive", "😀 漢字 [x](sub/Bee.md#hive)"),
        ("😀 漢字 #in$0", "#insect/bee", "😀 漢字 #insect/bee"),
        ("😀 漢字 [kind:: be$0]", "#insect/bee", "😀 漢字 [kind:: #insect/bee]"),
        ("😀 漢字 [st$0]", "status", "😀 漢字 [status:: ]"),
        ("😀 漢字[^n$0", "note", "😀 漢字[^note]"),
        ("😀 漢字[^$0] 漢字", "note", "😀 漢字[^note] 漢字"),
        ("[^$0", "apis", "[^apis]: "),
        ("> [!war$0", "warning", "> [!warning]"),
        ("> [!$0]- 😀 漢字", "tldr", "> [!tldr]- 😀 漢字"),
        ("status:: $0", "wild", "status:: wild"),
        ("stat$0", "status", "status:: "),
    ],
)
async def test_the_line_after_accepting_an_item(editor, line, label, expected):
    await check_completion(editor, line, label, expected)


@pytest.mark.parametrize(
    "line", ["😀 [[B$0]] 漢字", "😀 [[B$0ee]]", "😀 [[B$0]", "😀 [x](sub/B$0)", "😀 [st$0]", "😀 #in$0sect"]
)
async def test_text_after_the_cursor_is_kept_in_neovim(editor, line):
    [item, *_] = (await complete(editor, line)).items
    expected = text_after(editor, item)
    if editor.profile == "neovim":
        place = editor.at("index.md", f"\n{line}\n")["position"]
        assert item.text_edit.range.end == place
    assert expected.count("]]]") == expected.count("))") == 0


async def test_snippet_syntax_in_a_name_is_escaped(editor):
    [item] = (await complete(editor, "😀 漢字 [[cos$0")).items[:1]
    is_snippet = item.insert_text_format == lsp.InsertTextFormat.Snippet
    name = r"cost \$x {y\}" if is_snippet else "cost $x {y}"
    assert item.text_edit.new_text == f"{name}|Cost]]"


async def test_the_cursor_stays_inside_the_brackets_of_a_property(editor):
    [item] = (await complete(editor, "😀 漢字 (st$0")).items
    if item.insert_text_format == lsp.InsertTextFormat.Snippet:
        assert item.text_edit.new_text == "status:: $0)"
    else:
        # Without snippets nothing can be inserted after the cursor, so the user types the bracket.
        assert item.text_edit.new_text == "status:: "


async def test_the_name_of_a_missing_note_is_marked(editor):
    [item] = (await complete(editor, "😀 漢字 [[now$0")).items
    assert (item.kind, item.detail) == (lsp.CompletionItemKind.Event, "does not exist yet; 1 note links to it")


async def test_a_complete_list_is_not_marked_incomplete(editor):
    assert not (await complete(editor, "😀 漢字 [[B$0")).is_incomplete


@pytest.mark.parametrize("line", ["😀 漢字 `[[B$0`", "😀 漢字 B$0", "😀 漢字 C#$0"])
async def test_nothing_is_offered_outside_of_links_tags_and_keys(editor, line):
    assert not (await complete(editor, line)).items


# Block ids that completion adds


async def test_completing_a_block_of_the_same_note_adds_its_id(editor):
    found = await complete(editor, "😀 漢字 [[#^namel$0")
    (item,) = found.items
    block_id = re.search(r"\^?(\w{6})\]\]", item.text_edit.new_text)[1]
    assert item.command is None
    expected = f"😀 漢字 [[#^{block_id}]]"
    index = INDEX.replace("[^apis]", f"[^apis] ^{block_id}")
    assert text_after(editor, item) == f"{index}\n{expected}\n"


async def complete_block_id(editor):
    (item,) = (await complete(editor, "😀 漢字 [[Bee#^is namel$0")).items
    assert item.additional_text_edits is None
    return item, re.search(r"(\w{6})\]\]", item.text_edit.new_text)[1]


async def execute(editor, command):
    params = lsp.ExecuteCommandParams(command.command, command.arguments)
    await editor.client.workspace_execute_command_async(params)


async def test_completing_a_block_of_another_note_adds_its_id_by_a_command(editor):
    item, block_id = await complete_block_id(editor)
    await execute(editor, item.command)
    edit = await asyncio.wait_for(editor.applied.get(), PATIENCE)
    changes = edit.changes or {one.text_document.uri: one.edits for one in edit.document_changes}
    [(uri, [change])] = changes.items()
    assert editor.path(uri) == "sub/Bee.md"
    text = editor.text("sub/Bee.md")
    at = offset_of(text, change.range.start, editor.encoding)
    assert text[:at].endswith("is nameless")
    assert (change.range.start, change.new_text) == (change.range.end, f" ^{block_id}")


async def test_a_block_that_changed_meanwhile_gets_no_id_and_a_message_says_so(editor):
    item, block_id = await complete_block_id(editor)
    editor.open("sub/Bee.md", editor.text("sub/Bee.md").replace("漢字 is nameless", "is another one"))
    before = len(editor.client.messages)
    await execute(editor, item.command)
    await editor.wait_for(lambda: len(editor.client.messages) > before, "a message")
    assert editor.applied.empty()
    assert f"Add “ ^{block_id}” to its end." in editor.client.messages[-1].message
    editor.close("sub/Bee.md")


# Previews of items


async def documentation_of(editor, line, label):
    item = next(item for item in (await complete(editor, line)).items if item.label == label)
    assert item.documentation is None
    resolved = await editor.client.completion_item_resolve_async(item)
    return getattr(resolved.documentation, "value", resolved.documentation)


async def test_resolving_an_item_previews_the_start_of_the_note(editor):
    assert "buzzes about" in await documentation_of(editor, "😀 漢字 [[Be$0", "Bee")


async def test_resolving_an_item_previews_the_section_or_block(editor):
    assert (await documentation_of(editor, "😀 漢字 [[Bee#H$0", "Hive")).startswith("## Hive")
    assert await documentation_of(editor, "😀 漢字 [[Bee#^s$0", "sting") == "😀 漢字 lives here ^sting"


@pytest.mark.parametrize("data", [[], "x", 3, {"uri": None}, {"uri": "x"}, {"uri": "https://x.y"}, {"at": 0}])
async def test_resolving_an_item_of_another_server_returns_it_unchanged(editor, data):
    item = lsp.CompletionItem("Bee", data=data)
    assert await editor.client.completion_item_resolve_async(item) == item


async def test_an_item_without_a_note_has_no_preview(editor):
    assert await documentation_of(editor, "😀 漢字 #in$0", "#insect/bee") is None
