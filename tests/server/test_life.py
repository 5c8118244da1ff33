"""From greeting to end: what the server says of itself, and how it takes what is out of order, byte by byte."""

import json
import os
import queue
import subprocess
import sys
import threading

import pytest
from click.testing import CliRunner
from editor import PATIENCE, SERVER
from lsprotocol import types as lsp
from profiles import ENCODINGS

from wikilsp.cli.server import command

GREETING = {"processId": None, "rootUri": None, "capabilities": {}}


class Wire:
    """A server process, and the messages on its standard output."""

    def __init__(self, *arguments):
        pipe = subprocess.PIPE
        self.process = subprocess.Popen([*SERVER, *arguments], stdin=pipe, stdout=pipe, stderr=pipe)
        self._messages = queue.Queue()
        self._numbers = iter(range(1, 1_000))
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        # Anything but a message on the standard output ends this, and the test that waits for an answer fails.
        while header := self.process.stdout.readline():
            name, _, length = header.partition(b": ")
            assert name == b"Content-Length", header
            while self.process.stdout.readline() != b"\r\n":
                pass
            self._messages.put(json.loads(self.process.stdout.read(int(length))))

    def write(self, body):
        """Send the body of a message, whatever it is."""
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def notify(self, method, params=None):
        """Send a notification."""
        self.write(json.dumps({"jsonrpc": "2.0", "method": method, "params": params}).encode())

    def ask(self, method, params=None):
        """Send a request, and give its answer: the whole message."""
        number = next(self._numbers)
        self.write(json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}).encode())
        while True:
            message = self._messages.get(timeout=PATIENCE)
            if message.get("id") == number and "method" not in message:
                return message

    def greet(self, **params):
        """Initialize, and give the answer."""
        answer = self.ask("initialize", GREETING | params)
        self.notify("initialized", {})
        return answer

    def others(self):
        """Give the messages that nobody has asked for so far."""
        found = []
        while not self._messages.empty():
            found.append(self._messages.get())
        return found

    def end(self):
        """Close the standard input, and give the status and what stands on the error output."""
        with self.process:
            _, errors = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, errors.decode()


@pytest.fixture
def wire():
    """Give a function that starts a server; each is ended in the end."""
    started = []

    def start(*arguments):
        started.append(Wire(*arguments))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.communicate()


@pytest.fixture(scope="module")
def server():
    """A server that has been greeted, for tests after which it still serves."""
    server = Wire()
    server.greet()
    yield server
    server.ask("shutdown")
    server.notify("exit")
    server.end()


def code_of(answer):
    return answer["error"]["code"]


# What the server says of itself


async def test_capabilities(open_editor):
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
        completion_provider=lsp.CompletionOptions(trigger_characters=("[", "#", "^", "/"), resolve_provider=True),
        hover_provider=True,
        definition_provider=True,
        references_provider=True,
        document_highlight_provider=True,
        document_symbol_provider=True,
        workspace_symbol_provider=lsp.WorkspaceSymbolOptions(resolve_provider=False),
        document_link_provider=lsp.DocumentLinkOptions(resolve_provider=True),
        code_lens_provider=lsp.CodeLensOptions(resolve_provider=True),
        inlay_hint_provider=lsp.InlayHintOptions(resolve_provider=False),
        folding_range_provider=True,
        selection_range_provider=True,
        call_hierarchy_provider=True,
        semantic_tokens_provider=lsp.SemanticTokensOptions(
            legend=lsp.SemanticTokensLegend(
                token_types=("class", "property", "string", "decorator", "variable"), token_modifiers=("deprecated",)
            ),
            range=True,
            full=lsp.SemanticTokensFullDelta(delta=True),
        ),
        diagnostic_provider=lsp.DiagnosticOptions(
            inter_file_dependencies=True, workspace_diagnostics=True, identifier="wikilsp"
        ),
        execute_command_provider=lsp.ExecuteCommandOptions(commands=()),
        workspace=lsp.WorkspaceOptions(
            workspace_folders=lsp.WorkspaceFoldersServerCapabilities(supported=True, change_notifications=True),
            file_operations=lsp.FileOperationOptions(did_create=all_files, did_rename=all_files, did_delete=all_files),
        ),
    )


@pytest.mark.parametrize(("profile", "encoding"), ENCODINGS.items())
async def test_the_position_encoding_is_the_first_that_the_client_lists(open_editor, profile, encoding):
    editor = await open_editor("//- a.md", profile)
    assert editor.encoding == encoding


@pytest.mark.parametrize("profile", ["neovim", "emacs", "plain"])
async def test_who_cannot_be_asked_to_pull_again_is_not_let_pull(open_editor, profile):
    editor = await open_editor("//- a.md", profile)
    assert editor.result.capabilities.diagnostic_provider is None


# The order of things


def test_before_initialize_a_request_is_refused(wire):
    assert code_of(wire().ask("textDocument/hover", {})) == -32002


def test_before_initialize_a_notification_is_dropped(wire):
    server = wire()
    server.notify("textDocument/didOpen", {"textDocument": {"uri": "file:///a.md", "text": "", "version": 1}})
    assert "result" in server.greet()


def test_a_second_initialize_is_refused(wire):
    server = wire()
    server.greet()
    assert code_of(server.ask("initialize", GREETING)) == -32600


def test_after_shutdown_a_request_is_refused(wire):
    server = wire()
    server.greet()
    assert server.ask("shutdown")["result"] is None
    assert code_of(server.ask("workspace/symbol", {"query": ""})) == -32600


def test_shutdown_and_exit(wire):
    server = wire()
    server.greet()
    server.ask("shutdown")
    server.notify("exit")
    assert server.end() == (0, "")


def test_exit_without_shutdown_is_a_failure(wire):
    server = wire()
    server.greet()
    server.notify("exit")
    assert server.process.wait(PATIENCE) == 1


def test_a_closed_standard_input_ends_the_server(wire):
    server = wire()
    server.greet()
    status, errors = server.end()
    assert (status, errors) == (1, "")


def test_the_server_ends_with_its_parent(wire):
    parent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    server = wire()
    server.greet(processId=parent.pid)
    parent.communicate(b"\n")
    assert server.process.wait(PATIENCE) is not None


def test_the_server_stays_while_its_parent_does(wire):
    server = wire()
    server.greet(processId=os.getpid())
    with pytest.raises(subprocess.TimeoutExpired):
        server.process.wait(1)


# What is wrong


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
def test_garbage_parameters(server, method, params):
    assert code_of(server.ask(method, params)) == -32602
    assert server.ask("workspace/symbol", {"query": ""})["result"] is not None


def test_a_method_that_nobody_knows(server):
    assert code_of(server.ask("textDocument/makeCoffee", {})) == -32601


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b"5", b'{"jsonrpc": "2.0"}', b"\xff\xfe", b'{"jsonrpc": "2.0", "method": 5}']
)
def test_a_message_that_is_none_is_passed_over(server, body):
    server.write(body)
    assert server.ask("workspace/symbol", {"query": ""})["result"] is not None


def test_a_notification_that_goes_wrong_is_logged_and_never_pops_up(wire):
    server = wire()
    server.greet()
    server.notify("textDocument/didOpen", {"textDocument": "garbage"})
    server.notify("textDocument/didChange", {"textDocument": {"uri": "file:///a.md"}, "contentChanges": 7})
    server.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": 7}]})
    server.ask("shutdown")
    assert [message for message in server.others() if message["method"] == "window/showMessage"] == []
    _, errors = server.end()
    assert errors


def test_what_the_protocol_leaves_open_is_accepted(wire):
    server = wire()
    server.greet()
    server.notify("$/setTrace", {"value": "verbose"})
    server.notify("$/cancelRequest", {"id": 99})
    server.notify("$/whatever", {})
    assert server.ask("workspace/symbol", {"query": ""})["result"] is not None
    server.ask("shutdown")
    server.notify("exit")
    assert server.end() == (0, "")


@pytest.mark.parametrize(
    "params",
    [
        {"workspaceFolders": [{"uri": "file:///no/such/folder", "name": "gone"}]},
        {"workspaceFolders": [{"uri": "untitled:x", "name": "odd"}], "rootUri": "untitled:x"},
    ],
)
def test_folders_that_are_none(wire, params):
    server = wire()
    server.greet(**params)
    assert server.ask("workspace/symbol", {"query": "x"})["result"] == []


@pytest.mark.parametrize("options", ["garbage", [], 5, {"garbage": 5}, {"rules": 5}, {"rules": {"missing-note": 5}}])
async def test_odd_options(open_editor, options):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> [[x]]", options=options)
    await editor.shows({"a.md": [("missing-note", "x")]})


# The command


def test_stdio_may_be_said(wire):
    assert "result" in wire("--stdio").greet()


def test_the_log_goes_to_a_file(wire, tmp_path):
    file = tmp_path / "server.log"
    server = wire("--log-file", str(file), "--log-level", "info")
    server.greet(workspaceFolders=[{"uri": tmp_path.as_uri(), "name": "here"}])
    server.ask("shutdown")
    server.notify("exit")
    assert server.end() == (0, "")
    assert f"{tmp_path} is the root of a vault" in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--tcp", "0.0.0.0:0"], "can be reached from other machines"),
        (["--tcp", "example.org:0"], "can be reached from other machines"),
        (["--tcp", "here"], "is not HOST:PORT"),
        (["--tcp", "127.0.0.1:99999"], "is not HOST:PORT"),
        (["--tcp", "127.0.0.1:0", "--stdio"], "exclude each other"),
        (["--log-file", "no/such/folder/x.log"], "no/such/folder/x.log"),
    ],
)
def test_a_wrong_command_line(arguments, words):
    done = CliRunner().invoke(command, arguments)
    assert done.exit_code == 2
    assert words in done.stderr
