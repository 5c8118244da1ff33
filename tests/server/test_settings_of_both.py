"""Settings of the vault and of the editor: which count, and what is said of wrong ones."""

from lsprotocol import types as lsp


async def test_the_settings_of_the_vault_count(open_editor):
    editor = await open_editor('//- .wikilsp.toml\n> [rules]\n> missing-note = "off"\n//- a.md\n> 😀 漢字 [[x]]')
    await editor.loaded()
    await editor.shows({})


async def test_wrong_settings_are_told_and_the_default_ones_count(open_editor):
    editor = await open_editor('//- .wikilsp.toml\n> [rules]\n> mising-note = "off"\n//- a.md\n> 😀 漢字 [[x]]')
    await editor.shows({"a.md": [("missing-note", "x")]})
    [message] = editor.client.messages
    assert message.type == lsp.MessageType.Warning
    assert "the defaults are used" in message.message
    assert ".wikilsp.toml:2: " in message.message
    assert "did you mean “missing-note”" in message.message


async def test_wrong_settings_of_a_logseq_graph_leave_it_one(open_editor):
    editor = await open_editor(
        '//- .wikilsp.toml\n> [rules]\n> mising-note = "off"\n//- logseq/config.edn\n'
        "//- pages/a.md\n> - 😀 漢字 [[x/y]]\n//- pages/x%2Fy.md"
    )
    editor.open("pages/a.md")
    assert await editor.follow("pages/a.md", "[[$0x/y]]") == ["pages/x%2Fy.md"]
    assert len(editor.client.messages) == 1


async def test_settings_that_become_wrong_leave_those_of_before(open_editor):
    settings = '//- .wikilsp.toml\n> [rules]\n> missing-note = "off"\n'
    editor = await open_editor(f"{settings}//- a.md\n> 😀 漢字 [[x]] [y](y.md)")
    await editor.shows({"a.md": [("missing-file", "y.md")]})
    editor.write(".wikilsp.toml", "[rules\n")
    editor.watched(changed=[".wikilsp.toml"])
    await editor.until(lambda: editor.client.messages)
    editor.watched(changed=[".wikilsp.toml"])
    editor.write("b.md", "[z](z.md)\n")
    editor.watched(created=["b.md"])
    await editor.shows({"a.md": [("missing-file", "y.md")], "b.md": [("missing-file", "z.md")]})
    [message] = editor.client.messages
    assert "the previous ones stay in force" in message.message


async def test_settings_that_are_mended_count_at_once(open_editor):
    editor = await open_editor('//- .wikilsp.toml\n> [rules]\n> mising-note = "off"\n//- a.md\n> 😀 漢字 [[x]]')
    await editor.loaded()
    editor.write(".wikilsp.toml", '[rules]\nmissing-note = "off"\n')
    editor.watched(changed=[".wikilsp.toml"])
    await editor.shows({})


async def test_the_client_may_set_what_the_vault_does_not(open_editor):
    rules = {"rules": {"missing-note": "off"}}
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[x]] [y](y.md)", options=rules)
    await editor.loaded()
    await editor.shows({"a.md": [("missing-file", "y.md")]})


async def test_the_client_may_set_something_else_later(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[x]]")
    await editor.shows({"a.md": [("missing-note", "x")]})
    editor.client.set_configuration({"rules": {"missing-note": "off"}}, section="wikilsp")
    editor.client.workspace_did_change_configuration(lsp.DidChangeConfigurationParams(settings=None))
    await editor.shows({})


async def test_what_the_client_sets_wrongly_is_told(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[x]]", options={"rules": {"missing": "off"}})
    await editor.shows({"a.md": [("missing-note", "x")]})
    [message] = editor.client.messages
    assert "no rule is named “missing”" in message.message


async def test_settings_that_come_while_the_vault_is_read_count(open_editor):
    given = {"path": "", "inlayHints": False, "rules": {}, "preset": None, "perFileIgnores": {}}
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[x]]", configuration=given)
    await editor.shows({"a.md": [("missing-note", "x")]})
