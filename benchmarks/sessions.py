"""Runs a server from start to exit, and measures its start, its requests while loading, and its memory."""

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from client import Client
from measured_editor import Editor
from processes import PeakMemory
from questions import AT_ONCE, DEFINITION, EVERYTHING, NOTHING

_PAUSE = 0.02
"""Seconds between two requests while contents are read, so that the server has time to read them."""

_END = ("$/progress", b'"end"')

NO_WORK = "a request without work"

Times = dict[str, list[float]]
"""Milliseconds by the name of the request."""


class Place(NamedTuple):
    """The vault of a server, the folder for its cache and log, and the command that starts it."""

    vault: Path
    folder: Path
    command: tuple[str, ...]

    @property
    def cache(self) -> Path:
        """The cache directory of the server."""
        return self.folder / "server cache"

    def clear_cache(self) -> None:
        """Delete the cache, so that the next start is cold."""
        shutil.rmtree(self.cache, ignore_errors=True)

    def has_cache(self) -> bool:
        """Whether the server wrote a cache."""
        return any(path.is_file() for path in self.cache.rglob("*"))


class Start(NamedTuple):
    """Seconds from the start of the process to the first definition, and to the end of loading."""

    defined: float
    loaded: float


def server_command() -> tuple[str, ...]:
    """Return the command that starts the server of this Python's wikilsp."""
    installed = shutil.which("wikilsp", path=Path(sys.executable).parent)
    return (installed, "server") if installed else (sys.executable, "-m", "wikilsp", "server")


@contextmanager
def session(place: Place, *, pulls: bool = False) -> Iterator[Editor]:
    """Start a server and open a note; shut the server down afterwards."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(place.cache)}
    client = Client(place.command, environment, place.folder / "server log")
    try:
        yield Editor(client, place.vault, pulls=pulls)
        client.stop()
    finally:
        client.kill()


def start(place: Place) -> Start:
    """Measure the start of a server, with no requests while contents are read."""
    with session(place) as editor:
        defined = _first_definition(editor)
        loaded = wait_for_contents(editor)
    return Start(defined, loaded)


def requests_while_loading(place: Place) -> Times:
    """Start a server and send the requests that need not wait in turn until all contents are read."""
    times: Times = {}
    with session(place) as editor:
        _first_definition(editor)
        questions = {name: EVERYTHING[name] for name in AT_ONCE if EVERYTHING[name].is_offered(editor)}
        number = 0
        while not editor.client.has_heard(*_END):
            for name, question in questions.items():
                times.setdefault(NO_WORK, []).append(NOTHING.ask(editor, number))
                times.setdefault(name, []).append(question.ask(editor, number))
                time.sleep(_PAUSE)
            number += 1
    return times


def peak_memory(place: Place) -> float | None:
    """Return the peak megabytes of all processes of a server while it reads contents and answers every request."""
    with session(place) as editor, PeakMemory(editor.client.pid) as peak:
        wait_for_contents(editor)
        for question in EVERYTHING.values():
            if question.is_offered(editor):
                question.ask(editor, 0)
        editor.client.wait_until_quiet(0.5)
    return peak.megabytes


def wait_for_contents(editor: Editor) -> float:
    """Wait until the server has read all contents; return the seconds since its start."""
    return editor.client.wait_for(*_END) - editor.client.started


def _first_definition(editor: Editor) -> float:
    """Request a definition until the server returns one; return the seconds since its start."""
    while True:
        answer = editor.client.request(DEFINITION.method, DEFINITION.params(editor, 0))
        if answer.result not in (b"null", b"[]"):
            return answer.arrived - editor.client.started
