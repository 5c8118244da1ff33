"""The lifecycle of the server: capabilities, order of messages, malformed messages, shutdown."""

import asyncio
import logging
import os
import subprocess
import sys

import pytest
from editor import PATIENCE, Editor, write_vault
from lsprotocol import types as lsp
from profiles import ENCODINGS
from pygls.exceptions import JsonRpcException
from wire import GREETING, Wire

from wikilsp.server.refusal import RequestRefused
from wikilsp.server.requests import hover


@pytest.fixture(scope="module")
def server():
    """An initialized server, shared by tests that leave it running."""
    server = Wire()
    server.initialize()
    yield server
    server.request("shutdown")
    server.notify("exit")
    server.end()


def code_of(answer):
    return answer["error"]["code"]


# Capabilities


async def test_the_advertised_capabilities(open_editor):
    editor = await open_editor("//- a.md", "vscode")
    result = editor.result
    assert (result.server_info.name, bool(result.server_info.version)) == ("wikilsp", True)
    all_files = lsp.FileOperationRegistrationOptions(
        (lsp.FileOperationFilter(lsp.FileOperationPattern("**/*"), scheme="file"),)
    )
    assert result.capabilities == lsp.ServerCapabilities(
        position_encoding="utf-16",
        text_document_sync=lsp.TextDocumentSyncOptions(
            open_close=True,
            change=lsp.TextDocumentSyncKind.Full,
            will_save=False,
            will_save_wait_until=False,
            save=True,
        ),
        completion_provider=lsp.CompletionOptions(
            trigger_characters=("[", "#", "^", "!", "|", ":", "(", "/"), resolve_provider=True
        ),
        hover_provider=True,
        definition_provider=True,
        references_provider=True,
        document_highlight_provider=True,
        document_symbol_provider=True,
        workspace_symbol_provider=lsp.WorkspaceSymbolOptions(resolve_provider=False),
        document_link_provider=lsp.DocumentLinkOptions(resolve_provider=True),
        code_lens_provider=lsp.CodeLensOptions(resolve_provider=True),
        inlay_hint_provider=lsp.InlayHintOptions(resolve_provider=False),
        code_action_provider=lsp.CodeActionOptions(
            code_action_kinds=("quickfix", "refactor", "source.fixAll.wikilsp"), resolve_provider=True
        ),
        rename_provider=lsp.RenameOptions(prepare_provider=True),
        folding_range_provider=True,
        selection_range_provider=True,
        call_hierarchy_provider=True,
        semantic_tokens_provider=lsp.SemanticTokensOptions(
            legend=lsp.SemanticTokensLegend(
                token_types=("class", "property", "string", "decorator", "variable"), token_modifiers=("unresolved",)
            ),
            range=True,
            full=lsp.SemanticTokensFullDelta(delta=True),
        ),
        diagnostic_provider=lsp.DiagnosticOptions(
            inter_file_dependencies=True, workspace_diagnostics=True, identifier="wikilsp"
        ),
        execute_command_provider=lsp.ExecuteCommandOptions(
            commands=(
                "wikilsp.addBlockId",
                "wikilsp.open",
                "wikilsp.create",
                "wikilsp.previewLinks",
                "wikilsp.newNote",
            )
        ),
        workspace=lsp.WorkspaceOptions(
            workspace_folders=lsp.WorkspaceFoldersServerCapabilities(supported=True, change_notifications=True),
            file_operations=lsp.FileOperationOptions(
                did_create=all_files, did_rename=all_files, will_rename=all_files, did_delete=all_files
            ),
        ),
    )


@pytest.mark.parametrize(("profile", "encoding"), ENCODINGS.items())
async def test_the_position_encoding_is_the_first_that_the_client_lists(open_editor, profile, encoding):
    editor = await open_editor("//- a.md", profile)
    assert editor.encoding == encoding


@pytest.mark.parametrize("profile", ["neovim", "emacs", "plain"])
async def test_pull_diagnostics_need_refresh_support(open_editor, profile):
    editor = await open_editor("//- a.md", profile)
    assert editor.result.capabilities.diagnostic_provider is None


# Order of messages


def test_before_initialize_a_request_is_refused(wire):
    assert code_of(wire().request("textDocument/hover", {})) == -32002


def test_before_initialize_a_notification_is_dropped(wire):
    server = wire()
    server.notify("textDocument/didOpen", {"textDocument": {"uri": "file:///a.md", "text": "", "version": 1}})
    assert "result" in server.initialize()


def test_a_second_initialize_is_refused(wire):
    server = wire()
    server.initialize()
    assert code_of(server.request("initialize", GREETING)) == -32600


def test_after_shutdown_a_request_is_refused(wire):
    server = wire()
    server.initialize()
    assert server.request("shutdown")["result"] is None
    assert code_of(server.request("workspace/symbol", {"query": ""})) == -32600


def test_exit_after_shutdown_ends_with_status_0(wire):
    server = wire()
    server.initialize()
    server.request("shutdown")
    server.notify("exit")
    assert server.end() == (0, "")


def test_exit_without_shutdown_ends_with_status_1(wire):
    server = wire()
    server.initialize()
    server.notify("exit")
    assert server.process.wait(PATIENCE) == 1


def test_a_closed_standard_input_ends_the_server(wire):
    server = wire()
    server.initialize()
    status, errors = server.end()
    assert (status, errors) == (1, "")


@pytest.mark.parametrize("profile", ["vscode", "emacs"])  # for Emacs, a task watches the files
async def test_background_work_ends_with_the_connection(tmp_path, profile):
    write_vault(tmp_path, "//- .wikilsp.toml\n//- a.md\n> [[b]]\n")
    editor = await Editor(tmp_path, profile).start()
    editor.open("a.md")
    await editor.wait_loaded()
    server = editor.server
    server.spawn(asyncio.Event().wait())
    server.publisher.schedule()
    await editor.stop()
    timer, tasks = server.publisher._timer, server._tasks  # noqa: SLF001
    assert timer.cancelled()
    if tasks:
        await asyncio.wait(tasks)
    server.publisher.schedule()
    assert timer is server.publisher._timer  # noqa: SLF001


def test_the_server_ends_with_its_parent(wire):
    parent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    server = wire(patient=False)
    server.initialize(processId=parent.pid)
    parent.communicate(b"\n")
    assert server.process.wait(PATIENCE) == 1


def test_the_server_runs_while_its_parent_does(wire):
    server = wire(patient=False)
    server.initialize(processId=os.getpid())
    with pytest.raises(subprocess.TimeoutExpired):
        server.process.wait(1)


# Malformed messages


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("textDocument/hover", {"textDocument": 5}),
        ("textDocument/hover", None),
        ("textDocument/definition", {"textDocument": {"uri": "file:///a.md"}, "position": {"line": "x"}}),
        ("workspace/symbol", []),
        ("textDocument/completion", "[["),
    ],
)
def test_malformed_params_are_invalid(server, method, params):
    assert code_of(server.request(method, params)) == -32602
    assert server.request("workspace/symbol", {"query": ""})["result"] is not None


def test_a_method_without_a_handler_is_not_found(server):
    assert code_of(server.request("textDocument/makeCoffee", {})) == -32601


@pytest.mark.parametrize("data", [5, "x", [], {}, {"uri": 5}, {"uri": "file://["}])
@pytest.mark.parametrize("method", ["codeLens/resolve", "documentLink/resolve"])
def test_resolving_an_item_of_another_server_returns_it(server, method, data):
    start = {"line": 0, "character": 0}
    item = {"range": {"start": start, "end": start}, "data": data}
    assert server.request(method, item)["result"] == item


@pytest.mark.parametrize("uri", ["file://[bad", "file:///a%00b.md", "file:", "zz:", "\ud83d", "file:///%FF.md"])
def test_a_uri_without_a_file_is_answered(server, uri):
    document = {"uri": uri, "languageId": "markdown", "version": 1, "text": "[["}
    server.notify("textDocument/didOpen", {"textDocument": document})
    place = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}}
    assert server.request("textDocument/hover", place)["result"] is None
    server.notify("textDocument/didClose", {"textDocument": {"uri": uri}})


async def test_a_handler_that_fails_is_answered_with_an_error_and_logged_once(open_editor, monkeypatch, caplog):
    def fail(*_):
        raise ZeroDivisionError("for this test")

    monkeypatch.setattr(hover, "find_hover", fail)
    editor = await open_editor("//- a.md\n> 😀 漢字 [[a]]")
    params = lsp.HoverParams(**editor.at("a.md", "[[$0a]]"))
    with pytest.raises(JsonRpcException, match="for this test") as raised:
        await editor.client.text_document_hover_async(params)
    assert raised.value.code == -32603
    [record] = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert record.exc_info[0] is ZeroDivisionError
    assert editor.client.messages == []
    caplog.clear()


async def test_a_refused_request_is_answered_with_the_reason_and_not_logged(open_editor, monkeypatch):
    def refuse(*_):
        raise RequestRefused("not today")

    monkeypatch.setattr(hover, "find_hover", refuse)
    editor = await open_editor("//- a.md\n> 😀 漢字 [[a]]")
    with pytest.raises(JsonRpcException, match="not today") as raised:
        await editor.client.text_document_hover_async(lsp.HoverParams(**editor.at("a.md", "[[$0a]]")))
    assert raised.value.code == lsp.LSPErrorCodes.RequestFailed


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b"5", b'{"jsonrpc": "2.0"}', b"\xff\xfe", b'{"jsonrpc": "2.0", "method": 5}']
)
def test_a_malformed_message_is_skipped(server, body):
    server.write(body)
    assert server.request("workspace/symbol", {"query": ""})["result"] is not None


def test_a_malformed_notification_is_logged_and_not_shown(wire):
    server = wire()
    server.initialize()
    server.notify("textDocument/didOpen", {"textDocument": "garbage"})
    server.notify("textDocument/didChange", {"textDocument": {"uri": "file:///a.md"}, "contentChanges": 7})
    server.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": 7}]})
    server.request("shutdown")
    assert [message for message in server.drain() if message["method"] == "window/showMessage"] == []
    _, errors = server.end()
    for method in ("textDocument/didOpen", "textDocument/didChange", "workspace/didChangeWatchedFiles"):
        assert f"invalid parameters of “{method}”" in errors


def test_a_lone_surrogate_is_returned_unchanged(wire, tmp_path):
    server = wire()
    server.initialize(rootUri=tmp_path.as_uri())
    document = {"uri": f"{tmp_path.as_uri()}/a.md", "languageId": "markdown", "version": 1, "text": "## \ud83d"}
    server.notify("textDocument/didOpen", {"textDocument": document})
    place = {"line": 0, "character": 3}
    named = server.request("textDocument/prepareRename", {"textDocument": document, "position": place})["result"]
    assert named["placeholder"] == "\ud83d"


def test_optional_notifications_are_accepted(wire):
    server = wire()
    server.initialize()
    server.notify("$/setTrace", {"value": "verbose"})
    server.notify("$/cancelRequest", {"id": 99})
    server.notify("$/whatever", {})
    assert server.request("workspace/symbol", {"query": ""})["result"] is not None
    server.request("shutdown")
    server.notify("exit")
    assert server.end() == (0, "")


@pytest.mark.parametrize(
    "params",
    [
        {"workspaceFolders": [{"uri": "file:///no/such/folder", "name": "gone"}]},
        {"workspaceFolders": [{"uri": "untitled:x", "name": "odd"}], "rootUri": "untitled:x"},
    ],
)
def test_workspace_folders_that_do_not_exist_are_served_empty(wire, params):
    server = wire()
    server.initialize(**params)
    assert server.request("workspace/symbol", {"query": "x"})["result"] == []


@pytest.mark.parametrize("options", ["garbage", [], 5, {"garbage": 5}, {"rules": 5}, {"rules": {"missing-note": 5}}])
async def test_malformed_initialization_options_are_ignored(open_editor, options):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> [[x]]", options=options)
    await editor.expect_diagnostics({"a.md": [("missing-note", "x")]})
