"""Settings of the vault and the editor: precedence, and messages about invalid ones."""

from lsprotocol import types as lsp


async def test_the_settings_file_of_the_vault_applies(open_editor):
    editor = await open_editor('//- .wikilsp.toml\n> [rules]\n> missing-note = "off"\n//- a.md\n> 😀 漢字 [[x]]')
    await editor.wait_loaded()
    await editor.expect_diagnostics({})


async def test_invalid_settings_are_reported_and_defaults_apply(open_editor):
    editor = await open_editor('//- .wikilsp.toml\n> [rules]\n> mising-note = "off"\n//- a.md\n> 😀 漢字 [[x]]')
    await editor.expect_diagnostics({"a.md": [("missing-note", "x")]})
    [message] = editor.client.messages
    assert message.type == lsp.MessageType.Warning
    assert "the defaults are used" in message.message
    assert ".wikilsp.toml:2: " in message.message
    assert "did you mean “missing-note”" in message.message


async def test_settings_for_another_version_are_reported_and_defaults_apply(open_editor):
    editor = await open_editor(
        '//- .wikilsp.toml\n> required-version = ">=100"\n> future = 1\n> [rules]\n> missing-note = "off"\n'
        "//- a.md\n> 😀 漢字 [[x]]"
    )
    await editor.expect_diagnostics({"a.md": [("missing-note", "x")]})
    [message] = editor.client.messages
    assert message.type == lsp.MessageType.Warning
    assert ".wikilsp.toml:1: these settings require wikilsp >=100, and this is " in message.message


async def test_invalid_settings_keep_the_preset_of_a_logseq_graph(open_editor):
    editor = await open_editor(
        '//- .wikilsp.toml\n> [rules]\n> mising-note = "off"\n//- logseq/config.edn\n'
        "//- pages/a.md\n> - 😀 漢字 [[x/y]]\n//- pages/x%2Fy.md"
    )
    editor.open("pages/a.md")
    assert await editor.follow("pages/a.md", "[[$0x/y]]") == ["pages/x%2Fy.md"]
    assert len(editor.client.messages) == 1


async def test_settings_that_become_invalid_keep_the_previous_ones(open_editor):
    settings = '//- .wikilsp.toml\n> [rules]\n> missing-note = "off"\n'
    editor = await open_editor(f"{settings}//- a.md\n> 😀 漢字 [[x]] [y](y.md)")
    await editor.expect_diagnostics({"a.md": [("missing-file", "y.md")]})
    editor.write(".wikilsp.toml", "[rules\n")
    editor.notify_watched(changed=[".wikilsp.toml"])
    await editor.wait_for(lambda: editor.client.messages)
    editor.notify_watched(changed=[".wikilsp.toml"])
    editor.write("b.md", "[z](z.md)\n")
    editor.notify_watched(created=["b.md"])
    await editor.expect_diagnostics({"a.md": [("missing-file", "y.md")], "b.md": [("missing-file", "z.md")]})
    [message] = editor.client.messages
    assert "the previous settings still apply" in message.message


async def test_corrected_settings_apply_at_once(open_editor):
    editor = await open_editor('//- .wikilsp.toml\n> [rules]\n> mising-note = "off"\n//- a.md\n> 😀 漢字 [[x]]')
    await editor.wait_loaded()
    editor.write(".wikilsp.toml", '[rules]\nmissing-note = "off"\n')
    editor.notify_watched(changed=[".wikilsp.toml"])
    await editor.expect_diagnostics({})


async def test_options_of_the_client_apply_where_the_vault_sets_none(open_editor):
    rules = {"rules": {"missing-note": "off"}}
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[x]] [y](y.md)", options=rules)
    await editor.wait_loaded()
    await editor.expect_diagnostics({"a.md": [("missing-file", "y.md")]})


async def test_changed_options_of_the_client_apply(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[x]]")
    await editor.expect_diagnostics({"a.md": [("missing-note", "x")]})
    editor.client.set_configuration({"rules": {"missing-note": "off"}}, section="wikilsp")
    editor.client.workspace_did_change_configuration(lsp.DidChangeConfigurationParams(settings=None))
    await editor.expect_diagnostics({})


async def test_invalid_options_of_the_client_are_reported(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[x]]", options={"rules": {"missing": "off"}})
    await editor.expect_diagnostics({"a.md": [("missing-note", "x")]})
    [message] = editor.client.messages
    assert "no rule is named “missing”" in message.message


async def test_options_that_arrive_while_the_vault_is_loading_apply(open_editor):
    configuration = {"path": "", "inlayHints": False, "rules": {}, "preset": None, "perFileIgnores": {}}
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[x]]", configuration=configuration)
    await editor.expect_diagnostics({"a.md": [("missing-note", "x")]})
