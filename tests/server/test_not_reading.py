"""The server stops reading from a client that does not read, in bounded memory, and ends with it."""

import asyncio
import contextlib
import json
import os
import select
import subprocess
import sys
import threading
import time

import pytest
from editor import IMPATIENT_SERVER, SERVER

from wikilsp.server import stdio
from wikilsp.server.app import create_server, handle_messages
from wikilsp.server.outlet import Outlet

MINUTE = 60
"""Seconds after which waiting fails."""
PIPES = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}


def frame(**message):
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


GREETING = frame(id=0, method="initialize", params={"processId": None, "rootUri": None, "capabilities": {}})


class Flood:
    """A client that sends requests without end and never reads."""

    def __init__(self, question, **greeting):
        self.server = subprocess.Popen(IMPATIENT_SERVER, **PIPES)
        self.sent = 0
        self._rest = b""
        self._question = question * 100
        self._is_over = threading.Event()
        params = {"processId": None, "rootUri": None, "capabilities": {}} | greeting
        self.server.stdin.write(frame(id=0, method="initialize", params=params))
        self.server.stdin.flush()
        os.set_blocking(self.server.stdin.fileno(), False)
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self._thread.start()

    def _ask(self):
        while not self._is_over.is_set():
            try:
                done = os.write(self.server.stdin.fileno(), self._rest or self._question)
            except BlockingIOError:
                time.sleep(0.01)
                continue
            except OSError:
                return
            self._rest = (self._rest or self._question)[done:]
            self.sent += done

    def fall_silent(self):
        """Stop sending and close the standard input of the server."""
        self._is_over.set()
        self._thread.join(MINUTE)
        self.server.stdin.close()

    def is_held_up(self):
        """Wait until the server, which has started to answer, accepts no more input."""
        assert select.select([self.server.stdout], [], [], MINUTE)[0]
        before, same, until = -1, 0, time.monotonic() + MINUTE
        while same < 5:
            assert time.monotonic() < until
            same = same + 1 if self.sent == before else 0
            before = self.sent
            time.sleep(0.1)

    def end(self):
        self.server.kill()
        self.server.wait()
        self.fall_silent()
        self.server.stdout.close()
        self.server.stderr.close()


@pytest.fixture
def flood():
    started = []

    def start(question, **greeting):
        started.append(Flood(question, **greeting))
        return started[-1]

    yield start
    for each in started:
        each.end()


QUESTION = frame(id=1, method="workspace/symbol", params={"query": ""})


@pytest.mark.parametrize(
    "question", [QUESTION, frame(id=1, method="x" * 10_000), b"Content-Length: 1\r\n\r\n{", b"x\r\n\r\n"]
)
def test_the_server_stops_reading_from_a_client_that_does_not_read(flood, question):
    client = flood(question)
    client.is_held_up()
    assert client.sent < 100_000_000
    assert client.server.poll() is None


def test_the_server_resumes_when_the_client_reads(flood):
    client = flood(QUESTION)
    client.is_held_up()
    before, read = client.sent, 0
    while read < 3 * stdio.MOST_WAITING:
        read += len(os.read(client.server.stdout.fileno(), 0x10000))
    client.is_held_up()
    assert client.sent > before


def test_the_server_ends_with_its_input_even_if_its_output_is_not_read(flood):
    client = flood(QUESTION)
    client.is_held_up()
    client.fall_silent()
    assert client.server.wait(MINUTE) == 1


def test_the_server_ends_when_its_output_is_closed(flood):
    client = flood(QUESTION)
    client.is_held_up()
    client.server.stdout.close()
    assert client.server.wait(MINUTE) == 1


def test_the_server_ends_with_its_parent_even_if_both_pipes_stay_open(flood):
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as parent:
        client = flood(QUESTION, processId=parent.pid)
        client.is_held_up()
        parent.communicate(b"\n")
    assert client.server.wait(MINUTE) == 1


def test_an_unread_log_does_not_block_the_server():
    with subprocess.Popen([*SERVER, "--log-level", "info"], **PIPES) as server:
        notification = frame(method="x" * 900)
        threading.Thread(
            target=server.stdin.write, args=(GREETING + notification * 2_000 + QUESTION,), daemon=True
        ).start()
        until = time.monotonic() + MINUTE
        output = b""
        while b'"id":1' not in output:
            assert time.monotonic() < until
            output += os.read(server.stdout.fileno(), 0x10000)
        server.kill()


# In this process


async def close(source, *files):
    """Close the input of a server once its thread has ended, and other files.

    Otherwise the thread might read from another file that reuses the descriptor.
    """
    for thread in threading.enumerate():
        if thread.name == "read":
            await asyncio.to_thread(thread.join, MINUTE)
            assert not thread.is_alive()
    for file in (source, *files):
        os.close(file)


HELD_UP = stdio.MOST_WAITING - 0x10000
"""Bytes that wait at least once the server pauses: what exceeded the limit may still fill the pipe."""


async def test_unanswered_input_takes_bounded_memory():
    source, client_output = os.pipe()
    client_input, target = os.pipe()
    reader, writer = await stdio.connect(source, target)
    conversation = asyncio.create_task(handle_messages(create_server(), reader, writer))

    def send_requests():
        with contextlib.suppress(OSError):
            os.write(client_output, GREETING + QUESTION * 100_000)

    sending = threading.Thread(target=send_requests)
    sending.start()
    waiting, until = -1, time.monotonic() + MINUTE
    while writer.transport.get_write_buffer_size() != waiting or waiting <= HELD_UP:
        assert time.monotonic() < until
        waiting = writer.transport.get_write_buffer_size()
        await asyncio.sleep(0.2)
    assert waiting < stdio.MOST_WAITING + 1_000
    assert len(reader._buffer) < 20 * 0x10000  # noqa: SLF001 - asyncio has no public access
    os.close(client_input)  # the client is gone
    with pytest.raises(ConnectionError):
        await asyncio.wait_for(conversation, MINUTE)
    await close(source)
    sending.join(MINUTE)
    os.close(client_output)
    os.close(target)


async def test_diagnostics_wait_until_earlier_ones_are_read(tmp_path):
    for number in range(600):
        (tmp_path / f"{number}.md").write_text("".join(f"[[{number} leads nowhere {each}]]\n" for each in range(20)))
    source, client_output = os.pipe()
    client_input, target = os.pipe()
    reader, writer = await stdio.connect(source, target)
    conversation = asyncio.create_task(handle_messages(create_server(), reader, writer))
    watching = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}
    params = {"processId": None, "rootUri": tmp_path.as_uri(), "capabilities": watching}
    os.write(client_output, frame(id=0, method="initialize", params=params) + frame(method="initialized", params={}))
    most, read, until = 0, b"", time.monotonic() + MINUTE
    while most <= HELD_UP:
        assert time.monotonic() < until
        most = writer.transport.get_write_buffer_size()
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.5)
    assert writer.transport.get_write_buffer_size() < stdio.MOST_WAITING + 0x10000
    while read.count(b"textDocument/publishDiagnostics") < 600:
        read += await asyncio.to_thread(os.read, client_input, 0x10000)
    os.close(client_output)
    await asyncio.wait_for(conversation, MINUTE)
    writer.close()
    await asyncio.wait_for(writer.wait_closed(), MINUTE)
    await close(source, client_input, target)


def test_an_outlet_writes_in_order_and_reports_completion():
    source, target = os.pipe()
    outlet = Outlet(target)
    for number in range(100):
        outlet.write(b"%d," % number)
    assert outlet.finish(MINUTE)
    assert os.read(source, 0x10000) == b"".join(b"%d," % number for number in range(100))
    outlet.write(b"x" * 1_000_000)
    assert not outlet.finish(0.1)
    os.close(source)
    assert not outlet.finish(MINUTE)
    assert (outlet.waiting, type(outlet.error)) == (0, BrokenPipeError)
    outlet.write(b"x")
    assert outlet.waiting == 0
    os.close(target)
