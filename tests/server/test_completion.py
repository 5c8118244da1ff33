"""Completion over the wire, under the profiles of three editors. On every line that is typed, an emoji and Chinese
characters stand before the place, so that a column counted in other units than the editor's shows at once."""

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
    > A nameless block.
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
INDEX = "# Index\n\nA nameless block.\n"


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

    await editor.loaded()
    yield editor
    await editor.stop()


async def ask(editor, line):
    """Type a line at the end of the note, and give what is offered at its `$0`."""
    editor.change("index.md", f"{INDEX}\n{line.replace('$0', '')}\n")
    params = lsp.CompletionParams(**editor.at("index.md", f"\n{line}\n"))
    return await editor.client.text_document_completion_async(params)


def accept(editor, item):
    """Give the text of the note after an item was chosen; where the cursor is put then does not show in it."""
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


async def check(editor, line, label, expected):
    found = await ask(editor, line)
    (item,) = [item for item in found.items if item.label == label]
    assert accept(editor, item) == f"{INDEX}\n{expected}\n"
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
        ("status:: $0", "wild", "status:: wild"),
        ("stat$0", "status", "status:: "),
    ],
)
async def test_what_the_line_is_afterwards(editor, line, label, expected):
    await check(editor, line, label, expected)


@pytest.mark.parametrize(
    "line", ["😀 [[B$0]] 漢字", "😀 [[B$0ee]]", "😀 [[B$0]", "😀 [x](sub/B$0)", "😀 [st$0]", "😀 #in$0sect"]
)
async def test_neovim_leaves_what_stands_behind_the_cursor(editor, line):
    [item, *_] = (await ask(editor, line)).items
    expected = accept(editor, item)
    if editor.profile == "neovim":
        place = editor.at("index.md", f"\n{line}\n")["position"]
        assert item.text_edit.range.end == place
    assert expected.count("]]]") == expected.count("))") == 0


async def test_a_name_that_a_snippet_would_misread(editor):
    [item] = (await ask(editor, "😀 漢字 [[cos$0")).items[:1]
    is_snippet = item.insert_text_format == lsp.InsertTextFormat.Snippet
    name = r"cost \$x {y\}" if is_snippet else "cost $x {y}"
    assert item.text_edit.new_text == f"{name}|Cost]]"


async def test_in_brackets_the_cursor_stays_before_what_closes_them(editor):
    [item] = (await ask(editor, "😀 漢字 (st$0")).items
    if item.insert_text_format == lsp.InsertTextFormat.Snippet:
        assert item.text_edit.new_text == "status:: $0)"
    else:
        # Nothing can be put behind the cursor, so the bracket is left to who types.
        assert item.text_edit.new_text == "status:: "


async def test_a_name_that_nothing_has_is_marked(editor):
    [item] = (await ask(editor, "😀 漢字 [[now$0")).items
    assert (item.kind, item.detail) == (lsp.CompletionItemKind.Event, "does not exist yet; 1 note links to it")


async def test_a_list_that_is_whole_need_not_be_asked_for_again(editor):
    assert not (await ask(editor, "😀 漢字 [[B$0")).is_incomplete


@pytest.mark.parametrize("line", ["😀 漢字 `[[B$0`", "😀 漢字 B$0", "😀 漢字 C#$0"])
async def test_nothing_where_nothing_is_typed(editor, line):
    assert not (await ask(editor, line)).items


# Blocks that get an id


async def test_a_block_of_this_note_gets_its_id_by_the_same_edit(editor):
    found = await ask(editor, "😀 漢字 [[#^namel$0")
    (item,) = found.items
    made = re.search(r"\^?(\w{6})\]\]", item.text_edit.new_text)[1]
    assert item.command is None
    expected = f"😀 漢字 [[#^{made}]]"
    assert accept(editor, item) == f"# Index\n\nA nameless block. ^{made}\n\n{expected}\n"


async def chosen_elsewhere(editor):
    (item,) = (await ask(editor, "😀 漢字 [[Bee#^is namel$0")).items
    assert item.additional_text_edits is None
    return item, re.search(r"(\w{6})\]\]", item.text_edit.new_text)[1]


async def run(editor, command):
    params = lsp.ExecuteCommandParams(command.command, command.arguments)
    await editor.client.workspace_execute_command_async(params)


async def test_a_block_of_another_note_gets_its_id_by_a_command(editor):
    item, made = await chosen_elsewhere(editor)
    await run(editor, item.command)
    edit = await asyncio.wait_for(editor.applied.get(), PATIENCE)
    changes = edit.changes or {one.text_document.uri: one.edits for one in edit.document_changes}
    [(uri, [change])] = changes.items()
    assert editor.path(uri) == "sub/Bee.md"
    text = editor.text("sub/Bee.md")
    at = offset_of(text, change.range.start, editor.encoding)
    assert text[:at].endswith("is nameless")
    assert (change.range.start, change.new_text) == (change.range.end, f" ^{made}")


async def test_a_block_that_was_changed_meanwhile_gets_none_and_that_is_told(editor):
    item, made = await chosen_elsewhere(editor)
    editor.open("sub/Bee.md", editor.text("sub/Bee.md").replace("漢字 is nameless", "is another one"))
    told = len(editor.client.messages)
    await run(editor, item.command)
    await editor.until(lambda: len(editor.client.messages) > told, "a message")
    assert editor.applied.empty()
    assert f"Add “ ^{made}” to its end." in editor.client.messages[-1].message
    editor.close("sub/Bee.md")


# More about an item


async def shown(editor, line, label):
    item = next(item for item in (await ask(editor, line)).items if item.label == label)
    assert item.documentation is None
    resolved = await editor.client.completion_item_resolve_async(item)
    return getattr(resolved.documentation, "value", resolved.documentation)


async def test_the_beginning_of_a_note_is_shown_when_it_is_asked_for(editor):
    assert "buzzes about" in await shown(editor, "😀 漢字 [[Be$0", "Bee")


async def test_so_is_a_section_and_a_block(editor):
    assert (await shown(editor, "😀 漢字 [[Bee#H$0", "Hive")).startswith("## Hive")
    assert await shown(editor, "😀 漢字 [[Bee#^s$0", "sting") == "😀 漢字 lives here ^sting"


@pytest.mark.parametrize("data", [[], "x", 3, {"uri": None}, {"uri": "x"}, {"uri": "https://x.y"}, {"at": 0}])
async def test_an_item_that_the_server_has_not_made_stays_as_it_is(editor, data):
    item = lsp.CompletionItem("Bee", data=data)
    assert await editor.client.completion_item_resolve_async(item) == item


async def test_of_what_is_in_no_single_note_there_is_nothing_to_show(editor):
    assert await shown(editor, "😀 漢字 #in$0", "#insect/bee") is None
