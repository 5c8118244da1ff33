"""Contract with pygls and asyncio: checks each private member and undocumented behavior that the server relies on."""

# ruff: noqa: SLF001 - private members are what this is about

import ast
import asyncio
import inspect
import json
from concurrent.futures import Future
from pathlib import Path

import pytest
from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol
from pygls.workspace import Workspace

from wikilsp import server as package
from wikilsp.server.app import create_server
from wikilsp.server.base_server import BaseServer
from wikilsp.server.wiki_server import WikiServer

USED = {
    "_converter",
    "_execute_handler",
    "_handle_cancel_notification",
    "_request_futures",
    "_result_types",
    "_send_data",
    "_send_handler_result",
    "_shutdown",
    "_workspace",
}
"""Private members of pygls that the server uses or overrides. Each has a test below."""


class Writer:
    """Collects what a server writes."""

    def __init__(self):
        self.messages = []

    def write(self, data):
        self.messages.append(json.loads(data.partition(b"\r\n\r\n")[2]))


class Transport(asyncio.Transport):
    """A transport to nowhere."""

    def __init__(self):
        super().__init__()
        self.is_closed = False

    def is_closing(self):
        return self.is_closed

    def close(self):
        self.is_closed = True


@pytest.fixture
def server():
    """A server of pygls itself, with a slow request, a failing notification and a command."""
    made = LanguageServer("contract", "1")
    made.protocol.set_writer(Writer())

    @made.feature(lsp.TEXT_DOCUMENT_HOVER)
    async def hover(_params):
        await asyncio.sleep(60)

    @made.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def definition(_params):
        return None

    return made


def send(server, method, number=None, params=None):
    """Have pygls handle a message of the client."""
    data = {"jsonrpc": "2.0", "method": method, "params": params} | ({} if number is None else {"id": number})
    server.protocol.handle_message(server.protocol.structure_message(data))


def initialize(server):
    send(server, lsp.INITIALIZE, 0, {"capabilities": {}, "processId": None, "rootUri": None})


LOGGED = lsp.LogMessageParams(lsp.MessageType.Info, "x")
AT = {"textDocument": {"uri": "file:///a.md"}, "position": {"line": 0, "character": 0}}


def attributes_of(tree):
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def test_each_private_member_that_is_used_has_a_test():
    private = {name for name in dir(create_server().protocol) if name.startswith("_") and not name.startswith("__")}
    private &= set(dir(LanguageServer("x", "1").protocol))
    sources = [path.read_text("utf-8") for path in Path(package.__file__).parent.rglob("*.py")]
    functions = {node.name for text in sources for node in ast.walk(ast.parse(text)) if is_function(node)}
    used = {name for text in sources for name in attributes_of(ast.parse(text))} | functions
    # The server's own classes have a `_server`, too.
    assert (used & private) - {"_server"} == USED
    tests = inspect.getsource(inspect.getmodule(initialize))
    assert all(tests.count(name) > 1 for name in USED)


def is_function(node):
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)


@pytest.mark.parametrize("kind", [BaseServer, WikiServer])
def test_no_attribute_of_the_server_replaces_one_of_pygls(kind):
    made = create_server()
    own = {name for name in vars(kind) if not name.startswith("__")} | (
        vars(made).keys() - dir(LanguageServer("x", "1"))
    )
    assert own & set(dir(LanguageServer("x", "1"))) <= {"report_server_error"}
    assert {"session", "tasks", "publisher", "_tasks"} <= own | vars(made).keys()


def test_shutdown_is_remembered(server):
    initialize(server)
    assert server.protocol._shutdown is False
    send(server, lsp.SHUTDOWN, 1)
    assert server.protocol._shutdown is True


def test_there_is_a_workspace_once_the_server_is_initialized(server):
    assert server.protocol._workspace is None
    initialize(server)
    assert isinstance(server.protocol._workspace, Workspace)


def test_the_converter_is_the_one_that_was_given():
    converter = create_server().protocol._converter
    with pytest.raises(TypeError):
        converter.structure(3, str)


async def test_the_future_of_a_request_is_kept_by_its_id_while_it_runs_and_cancelled_by_it(server):
    initialize(server)
    send(server, lsp.TEXT_DOCUMENT_HOVER, 7, AT)
    future = server.protocol._request_futures[7]
    assert not future.done()
    send(server, lsp.CANCEL_REQUEST, params={"id": 7})
    await asyncio.wait([future])
    assert future.cancelled()
    assert server.protocol.writer.messages[-1]["error"]["code"] == lsp.LSPErrorCodes.RequestCancelled.value


def test_the_future_and_the_type_of_the_result_are_kept_for_requests_of_the_server(server):
    future = server.protocol.send_request(lsp.WORKSPACE_CODE_LENS_REFRESH, None, msg_id="mine")
    assert server.protocol._request_futures["mine"] is future
    assert isinstance(future, Future)
    assert list(server.protocol._result_types) == ["mine"]
    initialize(server)
    send(server, lsp.TEXT_DOCUMENT_DEFINITION, 1, AT)
    assert list(server.protocol._result_types) == ["mine"]


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("_execute_handler", ["self", "msg_id", "handler", "callback", "args", "kwargs"]),
        ("_handle_cancel_notification", ["self", "msg_id"]),
        ("_send_handler_result", ["self", "future", "msg_id"]),
        ("_send_data", ["self", "data"]),
        ("send_request", ["self", "method", "params", "callback", "msg_id"]),
        ("get_message_type", ["self", "method"]),
        ("get_result_type", ["self", "method"]),
        ("handle_message", ["self", "message"]),
    ],
)
def test_what_is_overridden_has_these_parameters(name, parameters):
    function = inspect.unwrap(getattr(LanguageServerProtocol, name))
    assert list(inspect.signature(function).parameters) == parameters


@pytest.mark.parametrize(
    ("name", "act"),
    [
        ("_execute_handler", lambda server: send(server, lsp.TEXT_DOCUMENT_DEFINITION, 1, AT)),
        ("_execute_handler", lambda server: send(server, lsp.INITIALIZED, params={})),
        ("_handle_cancel_notification", lambda server: send(server, lsp.CANCEL_REQUEST, params={"id": 1})),
        ("_send_handler_result", lambda server: send(server, lsp.TEXT_DOCUMENT_DEFINITION, 1, AT)),
        ("_send_data", lambda server: send(server, lsp.TEXT_DOCUMENT_DEFINITION, 1, AT)),
        ("_send_data", lambda server: server.window_log_message(LOGGED)),
        ("_send_data", lambda server: server.protocol.send_request(lsp.WORKSPACE_CODE_LENS_REFRESH)),
    ],
)
def test_what_is_overridden_is_called(server, monkeypatch, name, act):
    initialize(server)
    called = []
    real = getattr(server.protocol, name)

    def remember(*arguments, **keywords):
        called.append(name)
        return real(*arguments, **keywords)

    monkeypatch.setattr(server.protocol, name, remember)
    act(server)
    assert called


def test_a_builtin_feature_that_is_removed_is_not_advertised():
    made = create_server()
    assert not [name for name in made.protocol.fm.builtin_features if name.startswith("notebookDocument/")]
    assert [name for name in LanguageServer("x", "1").protocol.fm.builtin_features if name.startswith("notebook")]


def test_the_exit_notification_is_handled_by_the_override():
    made = create_server()
    made.protocol.fm.builtin_features[lsp.EXIT](None)
    assert made.protocol.has_exited


def test_a_handler_of_initialize_can_add_features(server):
    @server.feature(lsp.INITIALIZE)
    def add(_params):
        server.feature(lsp.TEXT_DOCUMENT_DECLARATION)(lambda _params: None)

    initialize(server)
    assert server.server_capabilities.declaration_provider


async def test_a_stream_writer_over_a_transport_of_our_own_waits_while_writing_is_paused():
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    transport = Transport()
    protocol.connection_made(transport)
    writer = asyncio.StreamWriter(transport, protocol, reader, loop)
    protocol.pause_writing()
    draining = asyncio.create_task(writer.drain())
    await asyncio.sleep(0)
    assert not draining.done()
    protocol.resume_writing()
    await draining
    writer.close()
