"""Malformed and meaningless messages get the error that the protocol defines, and the server continues."""

import json

import pytest
from wire import Wire

NOWHERE = {"textDocument": {"uri": "file:///nowhere/a.md"}, "position": {"line": 0, "character": 0}}
POSITION = NOWHERE["position"]
PARSE, INVALID, UNKNOWN, PARAMS, INTERNAL = -32700, -32600, -32601, -32602, -32603


@pytest.fixture(scope="module")
def server():
    """An initialized server, shared by tests that leave it running."""
    server = Wire()
    server.initialize()
    yield server
    server.request("shutdown")
    server.notify("exit")
    assert server.end()[0] == 0


def responses_to(server, *messages):
    """Send messages, encoded or not, and return the id and error code of each response, in order."""
    for message in messages:
        server.write(message if isinstance(message, bytes) else json.dumps(message).encode())
    assert "result" in server.request("workspace/symbol", {"query": ""})
    return [(one["id"], one["error"]["code"] if "error" in one else "result") for one in server.drain_responses()]


def request(**parts):
    return {"jsonrpc": "2.0", "id": "x", "method": "textDocument/hover", "params": NOWHERE} | parts


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"jsonrpc": "2.0", "id": ' + b"9" * 5_000 + b"}"]
)
def test_an_unreadable_message_is_a_parse_error(server, body):
    assert responses_to(server, body) == [(None, PARSE)]


@pytest.mark.parametrize(
    "message",
    [
        5,
        "x",
        None,
        True,
        [],
        [request()],
        [request(), request(id="y")],
        {},
        {"jsonrpc": "2.0"},
        {"jsonrpc": "2.0", "method": 5},
        {"jsonrpc": "2.0", "method": None, "params": {}},
        {"jsonrpc": "2.0", "method": ["textDocument/hover"]},
        {"jsonrpc": "1.0", "method": "textDocument/hover"},
        {"method": "textDocument/hover", "params": NOWHERE},
    ],
    ids=repr,
)
def test_a_value_that_is_not_a_message_is_an_invalid_request(server, message):
    assert responses_to(server, message) == [(None, INVALID)]


@pytest.mark.parametrize("parts", [{"jsonrpc": 2.0}, {"jsonrpc": "3.0"}, {"method": 5}, {"method": {}}], ids=repr)
def test_an_invalid_request_is_answered_with_its_id(server, parts):
    assert responses_to(server, request(**parts)) == [("x", INVALID)]


@pytest.mark.parametrize(
    "number",
    [None, True, False, 1.5, 1.0, [], [1], {}, {"a": 1}, 2**63, -(2**63) - 1, 10**400],
    ids=lambda n: repr(n)[:20],
)
def test_a_request_with_an_invalid_id_is_an_invalid_request(server, number):
    assert responses_to(server, request(id=number)) == [(None, INVALID)]


@pytest.mark.parametrize(
    "number", [0, -1, 2**31, 2**63 - 1, "", "x" * 100_000, "\ud83d", "漢字\n"], ids=lambda n: repr(n)[:20]
)
def test_an_id_is_returned_unchanged(server, number):
    assert responses_to(server, request(id=number)) == [(number, "result")]


def test_two_requests_with_one_id_are_both_answered(server):
    assert responses_to(server, request(), request()) == [("x", "result"), ("x", "result")]


@pytest.mark.parametrize("method", ["", "x", "textDocument/hover ", "$/x", "x" * 100_000, "\ud83d", "exit\n"])
def test_an_unknown_method_is_not_found(server, method):
    assert responses_to(server, request(method=method)) == [("x", UNKNOWN)]
    assert responses_to(server, {"jsonrpc": "2.0", "method": method, "params": {"type_name": "x y"}}) == []


@pytest.mark.parametrize(
    "params",
    [
        None,
        5,
        "x",
        [],
        {},
        {"textDocument": {"uri": 5}, "position": POSITION},
        {"textDocument": {"uri": None}, "position": POSITION},
        {"textDocument": [], "position": POSITION},
        *(
            {"textDocument": NOWHERE["textDocument"], "position": {"line": line, "character": 0}}
            for line in (-1, 2**31, 10**30, 1.5, 1e308, "1", None, True, [], {})
        ),
    ],
    ids=repr,
)
def test_params_of_the_wrong_type_are_invalid(server, params):
    assert responses_to(server, request(params=params)) == [("x", PARAMS)]
    assert responses_to(server, {"jsonrpc": "2.0", "method": "textDocument/didClose", "params": params}) == []


@pytest.mark.parametrize("method", ["initialized", "exit", "textDocument/didOpen", "$/cancelRequest", "$/setTrace"])
def test_a_notification_sent_as_a_request_is_not_found(server, method):
    assert responses_to(server, request(method=method, params={})) == [("x", UNKNOWN)]


@pytest.mark.parametrize("method", ["shutdown", "initialize", "textDocument/hover", "workspace/symbol"])
def test_a_request_sent_as_a_notification_is_ignored(server, method):
    assert responses_to(server, {"jsonrpc": "2.0", "method": method, "params": NOWHERE}) == []


def test_an_integer_may_be_written_as_a_float(server):
    assert responses_to(server, request(params=NOWHERE | {"position": {"line": 1.0, "character": 0.0}})) == [
        ("x", "result")
    ]


@pytest.mark.parametrize(
    "answer",
    [
        {"id": 99, "result": None},
        {"id": "x", "result": {"deep": [[[[]]]]}},
        {"id": None, "error": {"code": 1, "message": "x"}},
        {"id": [1], "result": 5},
        {"id": {"a": 1}, "error": 5},
        {"result": 5},
        {"error": None},
    ],
    ids=repr,
)
def test_a_response_without_a_request_is_ignored(server, answer):
    assert responses_to(server, {"jsonrpc": "2.0", **answer}) == []


@pytest.mark.parametrize(
    "params", [{"id": 99}, {"id": None}, {"id": [1]}, {"id": {}}, {"id": 1.5}, {}, None, 5, []], ids=repr
)
def test_cancelling_an_unknown_request_is_ignored(server, params):
    assert responses_to(server, {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": params}) == []


URIS = [
    "",
    "x",
    "untitled:Untitled-1",
    "untitled:a.md",
    "file:",
    "file:a.md",
    "file://host/a.md",
    "file://[bad/a.md",
    "file:///%00.md",
    "file:///a%ZZ.md",
    "file:///%FF.md",
    "file:///../../../etc/a.md",
    "file:///a/%2e%2e/%2E%2E/a.md",
    "file:///" + "a/" * 5_000 + "a.md",
    "file:///" + "a" * 100_000 + ".md",
    "file:///a.md?" + "x" * 1_000 + "#y",
    "http://host/a.md",
    "vscode-notebook-cell:/a.md",
    "\ud83d",
    "file:///\ud83d.md",
    "file:///a\n.md",
]


@pytest.mark.parametrize("uri", URIS, ids=lambda uri: repr(uri)[:30])
def test_any_uri_can_be_opened_changed_queried_and_closed(server, uri):
    document = {"uri": uri, "languageId": "markdown", "version": 1, "text": "[[a]] # ^b"}
    place = {"textDocument": {"uri": uri}, "position": POSITION}
    notifications = [
        ("textDocument/didOpen", {"textDocument": document}),
        ("textDocument/didChange", {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": "[[c]]"}]}),
        ("textDocument/didSave", {"textDocument": {"uri": uri}}),
        ("workspace/didChangeWatchedFiles", {"changes": [{"uri": uri, "type": 2}]}),
        ("workspace/didRenameFiles", {"files": [{"oldUri": uri, "newUri": uri}]}),
        ("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": [{"uri": uri, "name": "x"}]}}),
    ]
    requests = [
        ("textDocument/hover", place),
        ("textDocument/documentLink", place),
        ("textDocument/foldingRange", place),
        ("textDocument/semanticTokens/full", place),
        ("textDocument/completion", place),
        (
            "textDocument/codeAction",
            place | {"range": {"start": POSITION, "end": POSITION}, "context": {"diagnostics": []}},
        ),
        ("textDocument/rename", place | {"newName": "x"}),
        ("workspace/executeCommand", {"command": "wikilsp.open", "arguments": [uri]}),
    ]
    messages = [{"jsonrpc": "2.0", "method": method, "params": params} for method, params in notifications]
    messages += [request(id=number, method=method, params=params) for number, (method, params) in enumerate(requests)]
    closed = {"jsonrpc": "2.0", "method": "textDocument/didClose", "params": {"textDocument": {"uri": uri}}}
    for message in (*messages, closed):
        server.write(json.dumps(message).encode())
    answers = [server.response(number) for number in range(len(requests))]
    assert [answer["error"] for answer in answers if "error" in answer and answer["error"]["code"] == INTERNAL] == []


def test_an_incremental_change_is_ignored(wire, tmp_path):
    server = wire()
    server.initialize(rootUri=tmp_path.as_uri())
    uri = f"{tmp_path.as_uri()}/a.md"
    server.notify(
        "textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "markdown", "version": 1, "text": "# a"}}
    )
    part = {"range": {"start": POSITION, "end": POSITION}, "text": "# b"}
    server.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [part]})
    [heading] = server.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})["result"]
    assert heading["name"] == "a"


def test_malformed_responses_of_the_client_are_ignored(wire, tmp_path):
    """A client that sends malformed responses to requests of the server is still served."""
    (tmp_path / "a.md").write_text("[[x]]")
    server = wire()
    workspace = {"configuration": True, "didChangeConfiguration": {"dynamicRegistration": True}}
    server.initialize(
        rootUri=tmp_path.as_uri(), capabilities={"workspace": workspace, "window": {"workDoneProgress": True}}
    )
    answers = [{"result": 5}, {"result": {"a": []}}, {"error": 5}, {"error": {"code": "x"}}, {"result": [[[5]]]}]
    answered = []
    while len(answered) < len(answers) or "window/workDoneProgress/create" not in answered:
        request = server.next_request()
        number, answer = request["id"], answers[len(answered) % len(answers)]
        server.write(json.dumps({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": number}}).encode())
        server.write(json.dumps({"jsonrpc": "2.0", "id": number, **answer}).encode())
        server.notify("workspace/didChangeConfiguration", {"settings": None})
        answered.append(request["method"])
    server.wait_published("a.md", 1)


@pytest.mark.parametrize("value", ["\ud83d", "x\udc00", {"\ud83d": "\ud83d"}, ["\ud83d"]], ids=repr)
def test_settings_with_a_lone_surrogate_cause_no_traceback(wire, value):
    server = wire()
    names = ["comments", "rules", "exclude", "\ud83d", "inlayHints"]
    assert "result" in server.initialize(initializationOptions=dict.fromkeys(names, value))
    for name in names:
        server.notify("workspace/didChangeConfiguration", {"settings": {"wikilsp": {name: value}}})
        assert "result" in server.request("workspace/symbol", {"query": ""})
    assert "Traceback" not in server.end()[1]


def test_each_malformed_message_is_logged_in_one_line_without_a_traceback(wire):
    server = wire()
    server.initialize()
    opened = {"textDocument": {"uri": "file://[", "languageId": "", "version": 1, "text": ""}}
    bad = [
        *(b"{", b"[]", b"\xff", b"[" * 9_999),
        json.dumps(request(params={"a\n\x1b]0;x\x07": "x" * 5_000})).encode(),
        json.dumps({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": opened}).encode(),
    ]
    for body in bad:
        server.write(body)
    server.request("shutdown")
    server.notify("exit")
    status, errors = server.end()
    lines = errors.split("\n")
    assert (status, len(lines)) == (0, len(bad) + 1)
    assert all("refused a malformed message" in line and len(line) < 400 for line in lines[:-1])
    assert "\x1b" not in errors
