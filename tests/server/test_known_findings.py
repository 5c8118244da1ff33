"""The setting `baseline`: the server reports the same findings as the linter."""

import pytest
from actions import actions_by_title, apply_edit, open_note, resolve_action
from click.testing import CliRunner

from wikilsp.cli import main

SETTINGS = '//- .wikilsp.toml\n> baseline = "known"\n'


def write_baseline(editor):
    """Write the current findings of the vault to the file `known`."""
    done = CliRunner().invoke(main, ["check", str(editor.folder), "--write-baseline", str(editor.folder / "known")])
    assert done.exit_code == 0


async def test_known_findings_are_hidden_as_soon_as_the_file_changes(open_editor):
    editor = await open_editor(f"{SETTINGS}//- a.md\n> 😀 漢字 [[x]]\n//- b.md\n> [[y]]")
    await editor.expect_diagnostics({"a.md": [("missing-note", "x")], "b.md": [("missing-note", "y")]})
    [message] = editor.client.messages
    assert "known” cannot be used, so all findings are reported: this file does not exist" in message.message
    write_baseline(editor)
    editor.notify_watched(created=["known"])
    await editor.expect_diagnostics({})
    editor.write("known", "")
    editor.notify_watched(changed=["known"])
    await editor.expect_diagnostics({"a.md": [("missing-note", "x")], "b.md": [("missing-note", "y")]})
    assert "line 1 is not the header of a baseline" in editor.client.messages[1].message


async def test_a_second_equal_finding_in_a_buffer_is_reported(open_editor):
    editor = await open_editor(f"{SETTINGS}//- a.md\n> 😀 漢字 [[x]]\n//- b.md")
    write_baseline(editor)
    editor.notify_watched(created=["known"])
    editor.open("a.md")
    await editor.expect_diagnostics({})
    editor.change("a.md", "moved\n\n😀 漢字 [[x]] [[b]] [[ x ]]\n")
    await editor.expect_diagnostics({"a.md": [("link-edge-space", " x "), ("missing-note", "x")]})


@pytest.mark.parametrize("profile", ["vscode"])
async def test_no_action_is_offered_for_a_known_finding(open_editor, profile):
    editor = await open_note(open_editor, profile, f"{SETTINGS}//- n.md\n> [[ b ]]\n//- b.md")
    assert "Remove spaces" in await actions_by_title(editor)
    write_baseline(editor)
    editor.notify_watched(created=["known"])
    await editor.expect_diagnostics({})
    titles = {"Remove spaces", "Ignore “link-edge-space” on this line", "Fix all that can be fixed safely"}
    assert titles.isdisjoint(await actions_by_title(editor))
    editor.change("n.md", "[[ b ]] and [[b ]]\n")
    await editor.expect_diagnostics({"n.md": [("link-edge-space", "b ")]})
    assert set(await actions_by_title(editor, "[[$0 b ]]")) & titles == {"Fix all that can be fixed safely"}
    fix_all = (await actions_by_title(editor, "[[$0b ]]"))["Fix all that can be fixed safely"]
    assert apply_edit(editor, (await resolve_action(editor, fix_all)).edit) == {"n.md": "[[ b ]] and [[b]]\n"}
