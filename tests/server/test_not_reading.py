"""A client that says much and reads nothing is heard no further, and takes no room; when it goes, the server does."""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import threading
import time

import pytest
from editor import SERVER

from wikilsp.server import stdio
from wikilsp.server.app import converse, create_server
from wikilsp.server.outlet import Outlet

MINUTE = 60
"""Seconds after which what is waited for is held to be lost."""
PIPES = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}


def framed(**message):
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


GREETING = framed(id=0, method="initialize", params={"processId": None, "rootUri": None, "capabilities": {}})


class Flood:
    """A client that asks without end, and never reads."""

    def __init__(self, question, **greeting):
        self.server = subprocess.Popen(SERVER, **PIPES)
        self.sent = 0
        self._rest = b""
        self._question = question * 100
        self._is_over = threading.Event()
        params = {"processId": None, "rootUri": None, "capabilities": {}} | greeting
        self.server.stdin.write(framed(id=0, method="initialize", params=params))
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
        """Say nothing more."""
        self._is_over.set()
        self._thread.join(MINUTE)
        self.server.stdin.close()

    def is_held_up(self):
        """Wait until nothing more can be said to the server; what has been said is bounded by then."""
        before, until = -1, time.monotonic() + MINUTE
        while self.sent != before:
            assert time.monotonic() < until
            before = self.sent
            time.sleep(1)

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


QUESTION = framed(id=1, method="workspace/symbol", params={"query": ""})


@pytest.mark.parametrize(
    "question", [QUESTION, framed(id=1, method="x" * 10_000), b"Content-Length: 1\r\n\r\n{", b"x\r\n\r\n"]
)
def test_it_is_not_heard_any_further(flood, question):
    client = flood(question)
    client.is_held_up()
    assert client.sent < 100_000_000
    assert client.server.poll() is None


def test_it_is_heard_again_when_it_reads(flood):
    client = flood(QUESTION)
    client.is_held_up()
    before, read = client.sent, 0
    while read < 3 * stdio.MOST_WAITING:
        read += len(os.read(client.server.stdout.fileno(), 0x10000))
    client.is_held_up()
    assert client.sent > before


def test_the_server_ends_with_its_input_though_nobody_reads_what_it_says(flood):
    client = flood(QUESTION)
    client.is_held_up()
    client.fall_silent()
    assert client.server.wait(MINUTE) == 1


def test_the_server_ends_when_it_cannot_be_read_any_more(flood):
    client = flood(QUESTION)
    client.is_held_up()
    client.server.stdout.close()
    assert client.server.wait(MINUTE) == 1


def test_the_server_ends_with_its_parent_though_others_hold_both_pipes(flood):
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as parent:
        client = flood(QUESTION, processId=parent.pid)
        client.is_held_up()
        parent.communicate(b"\n")
    assert client.server.wait(MINUTE) == 1


def test_a_log_that_nobody_reads_holds_nobody_up():
    with subprocess.Popen([*SERVER, "--log-level", "info"], **PIPES) as server:
        told = framed(method="x" * 900)
        threading.Thread(target=server.stdin.write, args=(GREETING + told * 2_000 + QUESTION,), daemon=True).start()
        until = time.monotonic() + MINUTE
        heard = b""
        while b'"id":1' not in heard:
            assert time.monotonic() < until
            heard += os.read(server.stdout.fileno(), 0x10000)
        server.kill()


# Without a process


async def close(source, *files):
    """Close the file that a server has read from, once its thread reads no more, and others.

    Otherwise it might read from whichever file has the same number by then.
    """
    for thread in threading.enumerate():
        if thread.name == "read":
            await asyncio.to_thread(thread.join, MINUTE)
            assert not thread.is_alive()
    for file in (source, *files):
        os.close(file)


async def test_little_is_kept_of_what_is_said_and_not_answered():
    source, says = os.pipe()
    hears, target = os.pipe()
    reader, writer = await stdio.connect(source, target)
    talk = asyncio.create_task(converse(create_server(), reader, writer))

    def say():
        with contextlib.suppress(OSError):
            os.write(says, GREETING + QUESTION * 100_000)

    saying = threading.Thread(target=say)
    saying.start()
    waiting, until = -1, time.monotonic() + MINUTE
    while writer.transport.get_write_buffer_size() != waiting or waiting <= stdio.MOST_WAITING:
        assert time.monotonic() < until
        waiting = writer.transport.get_write_buffer_size()
        await asyncio.sleep(0.2)
    assert waiting < stdio.MOST_WAITING + 1_000
    assert len(reader._buffer) < 20 * 0x10000  # noqa: SLF001 - there is no other way to know
    os.close(hears)  # which is the end
    with pytest.raises(ConnectionError):
        await asyncio.wait_for(talk, MINUTE)
    await close(source)
    saying.join(MINUTE)
    os.close(says)
    os.close(target)


async def test_diagnostics_wait_until_those_before_them_are_read(tmp_path):
    for number in range(600):
        (tmp_path / f"{number}.md").write_text("".join(f"[[{number} leads nowhere {each}]]\n" for each in range(20)))
    source, says = os.pipe()
    hears, target = os.pipe()
    reader, writer = await stdio.connect(source, target)
    talk = asyncio.create_task(converse(create_server(), reader, writer))
    watching = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}
    params = {"processId": None, "rootUri": tmp_path.as_uri(), "capabilities": watching}
    os.write(says, framed(id=0, method="initialize", params=params) + framed(method="initialized", params={}))
    most, read, until = 0, b"", time.monotonic() + MINUTE
    while most <= stdio.MOST_WAITING:
        assert time.monotonic() < until
        most = writer.transport.get_write_buffer_size()
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.5)
    assert writer.transport.get_write_buffer_size() < stdio.MOST_WAITING + 0x10000
    while read.count(b"textDocument/publishDiagnostics") < 600:
        read += await asyncio.to_thread(os.read, hears, 0x10000)
    os.close(says)
    await asyncio.wait_for(talk, MINUTE)
    writer.close()
    await asyncio.wait_for(writer.wait_closed(), MINUTE)
    await close(source, hears, target)


def test_an_outlet_writes_in_order_and_tells_when_it_is_done():
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
