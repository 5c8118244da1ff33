"""Runs of a server from its start to its end, and what is measured in them."""

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from client import Client
from editor import Editor
from processes import PeakMemory
from questions import DEFINITION, EVERYTHING, NOTHING

_PAUSE = 0.02
"""Seconds between two requests while contents are read, so that the server has time for those too."""

_END = ("$/progress", b'"end"')

NOTHING_AT_ALL = "what needs no work"

Times = dict[str, list[float]]
"""Milliseconds, by what was asked."""


class Place(NamedTuple):
    """Where a server runs: its vault, the folder for its cache and its log, and the command that starts it."""

    vault: Path
    folder: Path
    command: tuple[str, ...]

    @property
    def cache(self) -> Path:
        """The folder that the server keeps its cache in."""
        return self.folder / "server cache"

    def forget(self) -> None:
        """Make the next start a cold one."""
        shutil.rmtree(self.cache, ignore_errors=True)

    def has_cache(self) -> bool:
        """Has the server left a cache behind?"""
        return any(path.is_file() for path in self.cache.rglob("*"))


class Start(NamedTuple):
    """Seconds from the start of the process to the first definition, and to all contents being loaded."""

    defined: float
    loaded: float


def server_command() -> tuple[str, ...]:
    """Give the command that starts the server of the wikilsp that is installed beside this Python."""
    beside = shutil.which("wikilsp", path=Path(sys.executable).parent)
    return (beside, "server") if beside else (sys.executable, "-m", "wikilsp", "server")


@contextmanager
def session(place: Place, *, pulls: bool = False) -> Iterator[Editor]:
    """Start a server and open a note; end the server when done."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(place.cache)}
    client = Client(place.command, environment, place.folder / "server log")
    try:
        yield Editor(client, place.vault, pulls=pulls)
        client.stop()
    finally:
        client.kill()


def start(place: Place) -> Start:
    """Start a server, and leave it alone while it reads."""
    with session(place) as editor:
        defined = _first_definition(editor)
        loaded = loading_ended(editor)
    return Start(defined, loaded)


def requests_while_loading(place: Place) -> Times:
    """Start a server, and ask it all that can be asked until it has read all contents."""
    times: Times = {}
    with session(place) as editor:
        _first_definition(editor)
        questions = {name: question for name, question in EVERYTHING.items() if question.is_offered(editor)}
        number = 0
        while not editor.client.has_heard(*_END):
            for name, question in questions.items():
                times.setdefault(NOTHING_AT_ALL, []).append(NOTHING.ask(editor, number))
                times.setdefault(name, []).append(question.ask(editor, number))
                time.sleep(_PAUSE)
            number += 1
    return times


def peak_memory(place: Place) -> float | None:
    """Give the most megabytes that a server takes, with all its processes, while it reads and answers."""
    with session(place) as editor, PeakMemory(editor.client.pid) as peak:
        loading_ended(editor)
        for question in EVERYTHING.values():
            if question.is_offered(editor):
                question.ask(editor, 0)
        editor.client.quiet(0.5)
    return peak.megabytes


def loading_ended(editor: Editor) -> float:
    """Wait until the server has read all contents; give the seconds from its start until then."""
    return editor.client.hear(*_END) - editor.client.started


def _first_definition(editor: Editor) -> float:
    """Ask where a link leads until the server knows; give the seconds from its start until then."""
    while True:
        answer = editor.client.request(DEFINITION.method, DEFINITION.params(editor, 0))
        if answer.result not in (b"null", b"[]"):
            return answer.arrived - editor.client.started
