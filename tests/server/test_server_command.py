"""`wikilsp server` over standard input and output, and over TCP."""

import json
import logging
import socket
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner
from editor import PATIENCE, SERVER
from wire import GREETING

from wikilsp.cli import main
from wikilsp.server.calm_log import LineFormatter


def test_the_stdio_option_is_accepted(wire):
    assert "result" in wire("--stdio").initialize()


def test_messages_may_arrive_in_any_chunks(wire):
    server = wire()
    server.initialize()
    requests = [symbol_request(f"n{times}", "漢" * times).encode() for times in (1, 2, 100_000)]
    sent = b"".join(b"Content-Length: %d\r\n\r\n%b" % (len(body), body) for body in requests)
    inside = sent.index("漢".encode()) + 1
    for piece in (sent[:5], sent[5:inside], sent[inside:]):
        server.process.stdin.write(piece)
        server.process.stdin.flush()
        time.sleep(0.05)
    answered, until = [], time.monotonic() + PATIENCE
    while len(answered) < len(requests) and time.monotonic() < until:
        answered += [message["id"] for message in server.drain()]
        time.sleep(0.05)
    assert answered == ["n1", "n2", "n100000"]


def test_a_closed_standard_input_is_an_error():
    # No argument of Popen closes standard input.
    code = "import os, subprocess, sys; os.close(0); sys.exit(subprocess.call(sys.argv[1:], close_fds=False))"
    result = subprocess.run([sys.executable, "-c", code, *SERVER], check=False, capture_output=True, timeout=PATIENCE)
    assert (result.returncode, result.stdout) == (2, b"")
    assert b"the standard input, through which an editor talks to the server, is closed" in result.stderr


@pytest.mark.parametrize("last", [b"Content-Length: 100\r\n\r\n{", b"Content-Le", b"X-Long: " + b"x" * 300_000])
def test_a_truncated_input_ends_the_server_silently(wire, last):
    server = wire()
    server.initialize()
    server.process.stdin.write(last)
    server.process.stdin.flush()
    assert server.end() == (1, "")


def test_a_long_header_line_is_skipped(wire):
    server = wire()
    server.process.stdin.write(b"X-Long: " + b"x" * 300_000 + b"\r\n")
    assert "result" in server.initialize()


def symbol_request(number, query):
    request = {"jsonrpc": "2.0", "id": number, "method": "workspace/symbol", "params": {"query": query}}
    return json.dumps(request, ensure_ascii=False)


def test_control_characters_in_names_are_escaped_in_the_log(wire, tmp_path):
    folder = tmp_path / "\x1b]0;pwned\x07\u202e\nERROR forged"
    folder.mkdir()
    server = wire("--log-level", "info")
    server.initialize(rootUri=folder.as_uri())
    server.write(b'["\\u001b[31m\\u202e"]')
    server.request("shutdown")
    server.notify("exit")
    status, errors = server.end()
    assert status == 0
    assert r"\x1b]0;pwned\x07\u202e\nERROR forged is the root of a vault" in errors
    assert errors.replace("\n", "").isprintable()


def test_control_characters_in_tracebacks_are_escaped_in_the_log():
    raised = (ValueError, ValueError("\x1b[31m"), None)
    record = logging.LogRecord("x", logging.ERROR, "", 1, "%s", ("a\nb",), raised)
    text = LineFormatter("%(message)s").format(record)
    assert text == "a\\nb\nValueError: \\x1b[31m"


def test_the_log_can_be_written_to_a_file(wire, tmp_path):
    file = tmp_path / "server.log"
    server = wire("--log-file", str(file), "--log-level", "info")
    server.initialize(workspaceFolders=[{"uri": tmp_path.as_uri(), "name": "here"}])
    server.request("shutdown")
    server.notify("exit")
    assert server.end() == (0, "")
    assert f"{tmp_path} is the root of a vault" in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--tcp", "0.0.0.0:0"], "other machines can reach"),
        (["--tcp", "example.org:0"], "other machines can reach"),
        (["--tcp", "here"], "is not HOST:PORT"),
        (["--tcp", "127.0.0.1:99999"], "is not HOST:PORT"),
        (["--tcp", "127.0.0.1:0", "--stdio"], "mutually exclusive"),
        (["--log-file", "no/such/folder/x.log"], "no/such/folder/x.log"),
    ],
)
def test_an_invalid_command_line_is_rejected(arguments, words):
    result = CliRunner().invoke(main, ["server", *arguments])
    assert result.exit_code == 2
    assert words in result.stderr


# TCP


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.fixture
def listening():
    """A server that waits for a connection, and its port."""
    port = free_port()
    server = subprocess.Popen([*SERVER, "--tcp", f"127.0.0.1:{port}"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    yield server, port
    server.kill()
    server.communicate()


def connect(port):
    """Connect to a server that may still be starting."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        except ConnectionRefusedError:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def send(connection, **message):
    """Send a message over a connection."""
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    connection.sendall(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))


def receive(stream):
    """Return the next message from a connection."""
    length = int(stream.readline().partition(b": ")[2])
    while stream.readline() != b"\r\n":
        pass
    return json.loads(stream.read(length))


def test_a_connection_is_served(listening):
    server, port = listening
    with connect(port) as connection, connection.makefile("rb") as stream:
        send(connection, id=1, method="initialize", params=GREETING)
        assert receive(stream)["result"]["serverInfo"]["name"] == "wikilsp"
        send(connection, method="initialized", params={})
        send(connection, id=2, method="workspace/symbol", params={"query": ""})
        assert receive(stream) == {"jsonrpc": "2.0", "id": 2, "result": []}
        send(connection, id=3, method="shutdown")
        assert receive(stream)["result"] is None
        send(connection, method="exit")
        assert server.wait(PATIENCE) == 0


def test_a_lost_connection_ends_the_server(listening):
    server, port = listening
    with connect(port) as connection, connection.makefile("rb") as stream:
        send(connection, id=1, method="initialize", params=GREETING)
        receive(stream)
    assert server.wait(PATIENCE) == 1


def test_only_one_connection_is_served(listening):
    _, port = listening
    with connect(port) as connection, connection.makefile("rb") as stream:
        send(connection, id=1, method="initialize", params=GREETING)
        receive(stream)
        with pytest.raises(OSError, match=r"refused|reset"):
            socket.create_connection(("127.0.0.1", port), timeout=PATIENCE).close()
        send(connection, id=2, method="workspace/symbol", params={"query": ""})
        assert receive(stream)["result"] == []


def test_a_port_in_use_is_an_error():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        result = subprocess.run(
            [*SERVER, "--tcp", f"127.0.0.1:{listener.getsockname()[1]}"], capture_output=True, text=True, check=False
        )
    assert result.returncode == 1
    assert "cannot listen on 127.0.0.1:" in result.stderr
    assert "Traceback" not in result.stderr
