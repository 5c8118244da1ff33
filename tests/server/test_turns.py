"""Messages that arrive during background work are answered in its next pause."""

import asyncio
import json
from itertools import pairwise
from threading import Event

from pygls.io_ import run_async

from wikilsp.server.app import create_server
from wikilsp.server.cooperative import _TURNS, cooperative


class RecordingWriter:
    """A writer that records all output."""

    def __init__(self):
        self.written = b""

    def write(self, data):
        self.written += data


def message(number, method, **params):
    body = json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


async def test_a_message_is_read_and_answered_within_one_pause(monkeypatch):
    monkeypatch.setattr("wikilsp.server.cooperative._SLICE", -1)
    server, reader, answers = create_server(), asyncio.StreamReader(), RecordingWriter()
    server.protocol.set_writer(answers)
    serving = asyncio.create_task(run_async(Event(), reader, server.protocol))
    loop, answered = asyncio.get_running_loop(), []
    incoming = [
        message(1, "initialize", processId=None, rootUri=None, capabilities={}),
        message(2, "workspace/symbol", query=""),
    ]
    async for _ in cooperative(range(4)):
        answered.append([number for number in (1, 2) if b'"id":%d' % number in answers.written])
        if incoming:
            # As the thread that reads from the client does.
            loop.call_soon(reader.feed_data, incoming.pop(0))
    assert answered == [[], [1], [1, 2], [1, 2]]
    reader.feed_eof()
    await serving


async def test_background_tasks_take_turns(monkeypatch):
    monkeypatch.setattr("wikilsp.server.cooperative._SLICE", -1)
    turn, worked = 0, []

    async def count_turns():
        nonlocal turn
        while True:
            turn += 1
            await asyncio.sleep(0)

    def do_some(name):
        worked.append((name, turn))

    async def work(name):
        async for _ in cooperative(range(3)):
            do_some(name)

    counting = asyncio.create_task(count_turns())
    await asyncio.gather(work("a"), work("b"))
    counting.cancel()
    turns = [turn for _, turn in worked]
    assert [name for name, _ in worked] == ["a", "b"] * 3
    assert all(later - earlier >= _TURNS for earlier, later in pairwise(turns))
