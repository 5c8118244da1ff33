"""The command that starts the server: over its standard input and output, or over a connection."""

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


def test_stdio_may_be_said(wire):
    assert "result" in wire("--stdio").greet()


def test_bytes_may_come_in_any_pieces(wire):
    server = wire()
    server.greet()
    asked = [symbols(f"n{times}", "漢" * times).encode() for times in (1, 2, 100_000)]
    sent = b"".join(b"Content-Length: %d\r\n\r\n%b" % (len(body), body) for body in asked)
    inside = sent.index("漢".encode()) + 1
    for piece in (sent[:5], sent[5:inside], sent[inside:]):
        server.process.stdin.write(piece)
        server.process.stdin.flush()
        time.sleep(0.05)
    answered, until = [], time.monotonic() + PATIENCE
    while len(answered) < len(asked) and time.monotonic() < until:
        answered += [message["id"] for message in server.others()]
        time.sleep(0.05)
    assert answered == ["n1", "n2", "n100000"]


def test_without_a_standard_input_it_says_so_and_ends():
    # No argument of Popen leaves the standard input out.
    code = "import os, subprocess, sys; os.close(0); sys.exit(subprocess.call(sys.argv[1:], close_fds=False))"
    done = subprocess.run([sys.executable, "-c", code, *SERVER], check=False, capture_output=True, timeout=PATIENCE)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"the standard input, through which an editor talks to the server, is closed" in done.stderr


@pytest.mark.parametrize("last", [b"Content-Length: 100\r\n\r\n{", b"Content-Le", b"X-Long: " + b"x" * 300_000])
def test_an_input_that_ends_in_the_middle_ends_the_server_without_a_word(wire, last):
    server = wire()
    server.greet()
    server.process.stdin.write(last)
    server.process.stdin.flush()
    assert server.end() == (1, "")


def test_a_long_line_of_a_header_is_passed_over(wire):
    server = wire()
    server.process.stdin.write(b"X-Long: " + b"x" * 300_000 + b"\r\n")
    assert "result" in server.greet()


def symbols(number, query):
    request = {"jsonrpc": "2.0", "id": number, "method": "workspace/symbol", "params": {"query": query}}
    return json.dumps(request, ensure_ascii=False)


def test_no_name_steers_the_terminal_that_shows_the_log_or_makes_a_line_of_its_own(wire, tmp_path):
    folder = tmp_path / "\x1b]0;pwned\x07\u202e\nERROR forged"
    folder.mkdir()
    server = wire("--log-level", "info")
    server.greet(rootUri=folder.as_uri())
    server.write(b'["\\u001b[31m\\u202e"]')
    server.ask("shutdown")
    server.notify("exit")
    status, errors = server.end()
    assert status == 0
    assert r"\x1b]0;pwned\x07\u202e\nERROR forged is the root of a vault" in errors
    assert errors.replace("\n", "").isprintable()


def test_a_traceback_in_the_log_is_made_visible_too():
    raised = (ValueError, ValueError("\x1b[31m"), None)
    record = logging.LogRecord("x", logging.ERROR, "", 1, "%s", ("a\nb",), raised)
    text = LineFormatter("%(message)s").format(record)
    assert text == "a\\nb\nValueError: \\x1b[31m"


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
        (["--tcp", "0.0.0.0:0"], "other machines can reach"),
        (["--tcp", "example.org:0"], "other machines can reach"),
        (["--tcp", "here"], "is not HOST:PORT"),
        (["--tcp", "127.0.0.1:99999"], "is not HOST:PORT"),
        (["--tcp", "127.0.0.1:0", "--stdio"], "mutually exclusive"),
        (["--log-file", "no/such/folder/x.log"], "no/such/folder/x.log"),
    ],
)
def test_a_wrong_command_line(arguments, words):
    done = CliRunner().invoke(main, ["server", *arguments])
    assert done.exit_code == 2
    assert words in done.stderr


# A connection


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as made:
        return made.getsockname()[1]


@pytest.fixture
def listening():
    """A server that waits for a connection, and its port."""
    port = free_port()
    server = subprocess.Popen([*SERVER, "--tcp", f"127.0.0.1:{port}"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    yield server, port
    server.kill()
    server.communicate()


def connected(port):
    """Connect to a server that may just be starting."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        except ConnectionRefusedError:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def say(connection, **message):
    """Send a message over a connection."""
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    connection.sendall(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))


def heard(stream):
    """Give the next message of a connection."""
    length = int(stream.readline().partition(b": ")[2])
    while stream.readline() != b"\r\n":
        pass
    return json.loads(stream.read(length))


def test_a_connection_is_served(listening):
    server, port = listening
    with connected(port) as connection, connection.makefile("rb") as stream:
        say(connection, id=1, method="initialize", params=GREETING)
        assert heard(stream)["result"]["serverInfo"]["name"] == "wikilsp"
        say(connection, method="initialized", params={})
        say(connection, id=2, method="workspace/symbol", params={"query": ""})
        assert heard(stream) == {"jsonrpc": "2.0", "id": 2, "result": []}
        say(connection, id=3, method="shutdown")
        assert heard(stream)["result"] is None
        say(connection, method="exit")
        assert server.wait(PATIENCE) == 0


def test_a_lost_connection_ends_the_server(listening):
    server, port = listening
    with connected(port) as connection, connection.makefile("rb") as stream:
        say(connection, id=1, method="initialize", params=GREETING)
        heard(stream)
    assert server.wait(PATIENCE) == 1


def test_while_one_connection_is_served_no_other_is(listening):
    _, port = listening
    with connected(port) as connection, connection.makefile("rb") as stream:
        say(connection, id=1, method="initialize", params=GREETING)
        heard(stream)
        with pytest.raises(OSError, match=r"refused|reset"):
            socket.create_connection(("127.0.0.1", port), timeout=PATIENCE).close()
        say(connection, id=2, method="workspace/symbol", params={"query": ""})
        assert heard(stream)["result"] == []


def test_a_port_that_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = subprocess.run(
            [*SERVER, "--tcp", f"127.0.0.1:{taken.getsockname()[1]}"], capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert "cannot listen on 127.0.0.1:" in done.stderr
    assert "Traceback" not in done.stderr
