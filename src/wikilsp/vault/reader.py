"""Reads notes in another process, so that this one can answer meanwhile. Both sides of the conversation stand here."""

import asyncio
import marshal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

from msgspec import msgpack

from wikilsp.settings import Settings
from wikilsp.vault.record import Read

_CHUNK = 25
"""Notes that are asked for at a time. Two such questions are on their way, so that the other process never waits."""
_NUMBER = 4


class ReaderError(Exception):
    """The other process cannot be started, or has died."""


async def read_elsewhere(root: Path, settings: Settings, paths: Sequence[str]) -> AsyncIterator[list[tuple[str, Read]]]:
    """Read notes, a few at a time, in the order of `paths`, each with its facts. Raises `ReaderError`."""
    try:
        # Without “-P”, a file of the current folder that is called like a module would be taken for it, and be run.
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", __name__),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
    except OSError as error:
        raise ReaderError(str(error)) from error
    questions, answers = cast("asyncio.StreamWriter", process.stdin), cast("asyncio.StreamReader", process.stdout)
    chunks = [list(paths[start : start + _CHUNK]) for start in range(0, len(paths), _CHUNK)]
    try:
        questions.write(_message((str(root), msgpack.encode(settings))))
        for number, chunk in enumerate(chunks):
            if not number:
                questions.write(_message(chunk))
            if number + 1 < len(chunks):
                questions.write(_message(chunks[number + 1]))
            length = int.from_bytes(await answers.readexactly(_NUMBER), "little")
            answer = marshal.loads(await answers.readexactly(length))  # noqa: S302 - our own process wrote it
            yield list(zip(chunk, cast("list[Read]", answer), strict=True))
    except (OSError, asyncio.IncompleteReadError) as error:
        raise ReaderError("the process that reads notes has ended") from error
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _message(content: object) -> bytes:
    packed = marshal.dumps(content)  # type: ignore[arg-type]  # lists and tuples of texts and bytes
    return len(packed).to_bytes(_NUMBER, "little") + packed


def _received(stream: BinaryIO) -> object:
    """Give the next message; None when there is none any more."""
    head = stream.read(_NUMBER)
    return marshal.loads(stream.read(int.from_bytes(head, "little"))) if head else None  # noqa: S302 - from our parent


def _answer(questions: BinaryIO, answers: BinaryIO) -> None:
    """Read the notes that are asked for, until nobody asks any more."""
    from wikilsp.vault.reading import read_all  # noqa: PLC0415 - the parser is for the other process

    root, encoded = cast("tuple[str, bytes]", _received(questions))
    settings = msgpack.decode(encoded, type=Settings)
    while paths := cast("list[str] | None", _received(questions)):
        answers.write(_message(read_all(Path(root), settings, paths, parsed=True)))
        answers.flush()


if __name__ == "__main__":
    _answer(sys.stdin.buffer, sys.stdout.buffer)
