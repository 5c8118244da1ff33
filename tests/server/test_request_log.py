"""The log for bug reports: the vault and the cache at level info, each request at level debug."""

import logging
import os
import re

import pytest
from editor import PATIENCE, write_vault
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from sample_vaults import LINKING

from wikilsp import __version__
from wikilsp.server import request_log
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.request_log import RequestLog
from wikilsp.settings import Settings


def lines(caplog, level):
    return [record.getMessage() for record in caplog.records if record.levelno == level]


@pytest.fixture
def debug(caplog):
    caplog.set_level(logging.DEBUG, "wikilsp")


@pytest.mark.usefixtures("debug")
async def test_each_request_is_logged_with_its_note_duration_and_size(open_editor, caplog):
    editor = await open_editor(LINKING)
    await editor.wait_loaded()
    editor.open("a.md")
    caplog.clear()
    await editor.definition("a.md", "[[$0b#New]]")
    await editor.client.workspace_symbol_async(lsp.WorkspaceSymbolParams("b"))
    logged = lines(caplog, logging.DEBUG)
    note = re.escape(str(editor.folder / "a.md"))
    assert re.fullmatch(rf"textDocument/definition {note}: \d+\.\d ms, \d+ bytes", logged[0])
    assert re.fullmatch(r"workspace/symbol: \d+\.\d ms, \d+ bytes", logged[1])
    assert len(logged) == 2


@pytest.mark.usefixtures("debug")
async def test_an_item_that_is_resolved_is_logged_with_its_note(open_editor, caplog):
    editor = await open_editor(LINKING)
    await editor.wait_loaded()
    editor.open("a.md")
    links = await editor.client.text_document_document_link_async(lsp.DocumentLinkParams(editor.document("a.md")))
    caplog.clear()
    await editor.client.document_link_resolve_async(links[0])
    assert lines(caplog, logging.DEBUG)[0].startswith(f"documentLink/resolve {editor.folder / 'a.md'}: ")


@pytest.mark.usefixtures("debug")
async def test_a_request_that_fails_is_logged_with_its_error(open_editor, caplog):
    editor = await open_editor(LINKING)
    await editor.wait_loaded()
    caplog.clear()
    with pytest.raises(Exception, match="exactly these arguments"):
        await editor.client.workspace_execute_command_async(lsp.ExecuteCommandParams("wikilsp.open", []))
    assert re.fullmatch(r"workspace/executeCommand: \d+\.\d ms, error -32602", lines(caplog, logging.DEBUG)[0])


@pytest.mark.usefixtures("debug")
async def test_a_refusal_is_logged_with_its_reason_and_not_as_an_error(open_editor, caplog):
    editor = await open_editor(LINKING)
    editor.open("a.md")
    await editor.wait_loaded()
    caplog.clear()
    with pytest.raises(JsonRpcException, match="already exists"):
        await editor.client.text_document_rename_async(
            lsp.RenameParams(new_name="a", **editor.at("a.md", "[[$0b#New]]"))
        )
    assert "refused: “a.md” already exists" in lines(caplog, logging.DEBUG)[-1]
    with pytest.raises(JsonRpcException, match="nothing to rename here"):
        await editor.client.text_document_prepare_rename_async(lsp.PrepareRenameParams(**editor.at("a.md", "is o$0ne")))
    assert "refused: nothing to rename here" in lines(caplog, logging.DEBUG)[-1]
    assert {record.levelno for record in caplog.records} == {logging.DEBUG}


def test_the_log_has_the_start_first_and_the_exit_last(wire, tmp_path):
    write_vault(tmp_path, LINKING)
    server = wire("--log-level", "debug")
    server.initialize(rootUri=tmp_path.as_uri(), clientInfo={"name": "Some editor", "version": "1.2"})
    server.request("workspace/symbol", {"query": "b"})
    server.request("shutdown")
    server.notify("exit")
    server.process.wait(PATIENCE)
    status, log = server.end()
    first, *_, last = log.splitlines()
    assert first.endswith(f"wikilsp {__version__} serves Some editor 1.2")
    assert last.endswith("the editor has exited")
    assert " ERROR " not in log
    assert status == 0


async def test_by_default_requests_are_neither_logged_nor_timed(open_editor, caplog, monkeypatch):
    caplog.set_level(logging.INFO, "wikilsp")
    editor = await open_editor(LINKING)
    await editor.wait_loaded()
    editor.open("a.md")
    monkeypatch.setattr(request_log, "_Request", None)
    monkeypatch.setattr(request_log, "_field", None)
    assert await editor.follow("a.md", "[[$0b#New]]") == ["b.md"]
    assert lines(caplog, logging.DEBUG) == []


@pytest.mark.usefixtures("debug")
def test_names_in_the_log_are_made_visible(caplog):
    log = RequestLog()
    log.start(1, {"method": "textDocument/hover", "params": {"textDocument": {"uri": "file:///%1b%e2%80%ae%0a.md"}}})
    log.finish({"id": 1, "result": None}, 1_234)
    [line] = lines(caplog, logging.DEBUG)
    assert re.fullmatch(r"textDocument/hover /\\x1b\\u202e\\n\.md: \d+\.\d ms, 1,234 bytes", line)


@pytest.mark.usefixtures("debug")
@pytest.mark.parametrize("params", [None, [], {}, {"textDocument": 3}, {"textDocument": {"uri": 3}, "data": ["uri"]}])
def test_a_request_without_a_note_is_logged_without_one(caplog, params):
    log = RequestLog()
    log.start("x", {"method": "workspace/symbol", "params": params})
    log.finish({"method": "workspace/codeLens/refresh", "id": "x"}, 5)  # a request of the server with the same id
    assert lines(caplog, logging.DEBUG) == []
    log.finish({"id": "x", "result": None}, 5)
    assert lines(caplog, logging.DEBUG)[0].startswith("workspace/symbol: ")


async def test_the_vault_is_logged_at_level_info(open_editor, caplog):
    caplog.set_level(logging.INFO, "wikilsp")
    editor = await open_editor(
        "//- .wikilsp.toml\n//- a.md\n//- b.md\n//- p.png\n//- in\u202eside/.obsidian/app.json\n//- in\u202eside/c.md"
    )
    await editor.wait_loaded()
    logged = lines(caplog, logging.INFO)
    assert f"{editor.folder} is the root of a vault: it has .wikilsp.toml" in logged
    nested = "nested vaults left out: in\\u202eside"
    assert f"{editor.folder}: 2 notes, 1 attachments; {nested}" in logged


async def test_very_many_nested_vaults_are_counted(open_editor, caplog):
    caplog.set_level(logging.INFO, "wikilsp")
    nested = "".join(f"//- n{number:02}/.wikilsp.toml\n" for number in range(25))
    editor = await open_editor(f"//- .wikilsp.toml\n//- a.md\n{nested}")
    await editor.wait_loaded()
    [line] = [line for line in lines(caplog, logging.INFO) if "left out" in line]
    assert line.endswith("n18, n19, 5 more")


async def test_a_cache_miss_and_a_hit_are_logged(tmp_path, caplog):
    caplog.set_level(logging.INFO, "wikilsp")
    vault = tmp_path / "vault"
    write_vault(vault, "//- a.md\n> [[b]]")
    os.utime(vault / "a.md", (0, 0))
    for _ in range(2):
        await OpenVault(vault, Settings(), cache=tmp_path / "cache").load(lambda *_: None)
    assert [line for line in lines(caplog, logging.INFO) if "unchanged" in line] == [
        f"{vault}: cache miss, 0 of 1 notes unchanged",
        f"{vault}: cache hit, 1 of 1 notes unchanged",
    ]


async def test_a_disabled_cache_is_logged(open_editor, caplog):
    caplog.set_level(logging.INFO, "wikilsp")
    editor = await open_editor("//- .wikilsp.toml\n> cache = false\n//- a.md")
    await editor.wait_loaded()
    assert f"{editor.folder}: cache disabled, 0 of 1 notes unchanged" in lines(caplog, logging.INFO)


def test_the_level_debug_is_for_wikilsp_only(wire, tmp_path):
    server = wire("--log-level", "debug")
    server.initialize(rootUri=tmp_path.as_uri())
    server.request("workspace/symbol", {"query": ""})
    server.request("shutdown")
    server.notify("exit")
    status, errors = server.end()
    assert status == 0
    assert re.search(r"DEBUG wikilsp\.server\.request_log: workspace/symbol: \d+\.\d ms, \d+ bytes\n", errors)
    assert {line.split()[3].partition(".")[0] for line in errors.strip().split("\n")} == {"wikilsp"}
