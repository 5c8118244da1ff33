"""Daily notes over the protocol: their completion, their creation, and the app files that name them."""

from datetime import date

import pytest
from actions import actions_by_title, apply_edit, open_note, resolve_action
from lsprotocol import types as lsp

VAULT = """
    //- .obsidian/daily-notes.json
    > {"folder": "Daily", "format": "DD.MM.YYYY", "template": "t/day"}
    //- t/day.md
    > # {{title}} {{date}}
    //- n.md
    > 😀 [[29.02.2024]] [[today
"""
GRAPH = """
    //- logseq/config.edn
    > {:journal/page-title-format "MMM do, yyyy"}
    //- n.md
    > 😀 [[Feb 29th, 2024]] [[2024-02-29]] [[today
"""
in_each_editor = pytest.mark.parametrize("profile", ["vscode", "neovim", "emacs"])


@in_each_editor
@pytest.mark.parametrize(("vault", "name"), [(VAULT, "30.11.2026"), (GRAPH, "Nov 30th, 2026")])
async def test_today_is_completed(open_editor, profile, vault, name):
    editor = await open_note(open_editor, profile, vault)
    editor.server.today = lambda: date(2026, 11, 30)
    params = lsp.CompletionParams(**editor.at("n.md", "[[today$0"))
    found = await editor.client.text_document_completion_async(params)
    assert [(item.label, item.text_edit.new_text) for item in found.items] == [("today", f"{name}]]")]
    assert found.items[0].detail == f"{name}; does not exist yet"


@pytest.mark.parametrize(
    ("vault", "path", "text"),
    [(VAULT, "Daily/29.02.2024.md", "# 29.02.2024 2024-02-29\n"), (GRAPH, "journals/2024_02_29.md", "")],
)
async def test_a_missing_daily_note_is_created_where_the_app_looks_for_it(open_editor, vault, path, text):
    editor = await open_note(open_editor, "vscode", vault)
    action = (await actions_by_title(editor, "😀 [[$0"))[f"Create note “{path}”"]
    assert apply_edit(editor, (await resolve_action(editor, action)).edit) == {path: text}


@in_each_editor
async def test_the_format_follows_the_file_of_obsidian(open_editor, profile):
    editor = await open_editor("//- .obsidian/app.json\n> {}\n//- a.md\n> [[29.02.2024]] [[2024-02-29]]\n", profile)
    await editor.expect_diagnostics({"a.md": [("missing-note", "29.02.2024"), ("missing-daily-note", "2024-02-29")]})
    file = ".obsidian/daily-notes.json"
    editor.write(file, '{"format": "DD.MM.YYYY"}')
    editor.notify_watched(created=[file])
    await editor.expect_diagnostics(
        {"a.md": [("missing-daily-note", "29.02.2024"), ("missing-daily-note", "2024-02-29")]}
    )
    editor.write(file, '{"format": "ww"}')
    editor.notify_watched(changed=[file])
    await editor.expect_diagnostics({"a.md": [("missing-note", "29.02.2024"), ("missing-daily-note", "2024-02-29")]})


async def test_an_unusable_format_is_logged(open_editor, caplog):
    caplog.set_level("INFO", "wikilsp")
    vault = '//- .obsidian/daily-notes.json\n> {"format": "ww"}\n//- a.md\n> [[2024-02-29]]\n'
    editor = await open_editor(vault)
    await editor.expect_diagnostics({"a.md": [("missing-daily-note", "2024-02-29")]})
    line = "the format “ww” of daily notes in .obsidian/daily-notes.json is not used: “ww” is none of YYYY"
    assert any(line in message for message in caplog.messages)


async def test_the_spellings_follow_the_configuration_of_logseq(open_editor):
    editor = await open_editor(f"{GRAPH}    //- journals/2024_02_29.md\n")
    open_link = ("unterminated-link", "[[today")
    await editor.expect_diagnostics({"n.md": [open_link]})
    editor.write("logseq/config.edn", '{:journals-directory "diary"}')
    editor.notify_watched(changed=["logseq/config.edn"])
    # In another folder, the file is a page that is named like the date.
    await editor.expect_diagnostics({"n.md": [open_link]})
    (editor.folder / "journals/2024_02_29.md").unlink()
    editor.notify_watched(deleted=["journals/2024_02_29.md"])
    missing = [("missing-daily-note", "Feb 29th, 2024"), ("missing-daily-note", "2024-02-29")]
    await editor.expect_diagnostics({"n.md": [*missing, open_link]})
    editor.write("diary/2024_02_29.md", "")
    editor.notify_watched(created=["diary/2024_02_29.md"])
    await editor.expect_diagnostics({"n.md": [open_link]})


async def test_a_configuration_of_logseq_that_is_moved_in_counts_at_once(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- n.md\n> - [[Jan 1st, 2024]]\n")
    await editor.expect_diagnostics({"n.md": [("missing-note", "Jan 1st, 2024")]})
    editor.write("logseq/config.edn", "{}")
    editor.notify_watched(created=["logseq"])
    await editor.expect_diagnostics({"n.md": [("missing-daily-note", "Jan 1st, 2024")]})


async def test_a_page_in_org_syntax_comes_and_goes(open_editor):
    editor = await open_editor("//- logseq/config.edn\n> {}\n//- n.md\n> [[faq]]\n")
    await editor.expect_diagnostics({"n.md": [("missing-note", "faq")]})
    editor.write("pages/faq.org", "* x")
    editor.notify_watched(created=["pages/faq.org"])
    await editor.expect_diagnostics({})
    (editor.folder / "pages/faq.org").unlink()
    editor.notify_watched(deleted=["pages/faq.org"])
    await editor.expect_diagnostics({"n.md": [("missing-note", "faq")]})
