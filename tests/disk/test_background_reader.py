"""The background reader returns the same records as reading in this process."""

import asyncio
import sys
from operator import itemgetter

import pytest
from folders import write

from wikilsp.disk.background_reader import ReaderError, read_in_background
from wikilsp.disk.note_reader import read_all
from wikilsp.settings import Dialect, Settings


async def read(root, settings, paths):
    return sorted(
        [pair async for chunk in read_in_background(root, settings, paths) for pair in chunk], key=itemgetter(0)
    )


@pytest.fixture
def root(tmp_path):
    write(tmp_path, {f"{number}.md": f"# {number}\n[[{number + 1}]] #漢/😀\n" for number in range(120)})
    (tmp_path / "bad.md").write_bytes(b"caf\xe9")
    return tmp_path


PATHS = sorted([*(f"{number}.md" for number in range(120)), "bad.md", "gone.md"])


@pytest.mark.parametrize("settings", [Settings(), Settings(dialect=Dialect(preset="logseq"), max_size=15)])
async def test_returns_the_same_as_reading_in_process(root, settings):
    assert await read(root, settings, PATHS) == [*zip(PATHS, read_all(root, settings, PATHS), strict=True)]


async def test_no_paths_yield_nothing(root):
    assert await read(root, Settings(), []) == []


async def test_modules_in_the_current_folder_are_not_run(root, monkeypatch):
    (root / "marshal.py").write_text("raise SystemExit")
    (root / "msgspec.py").write_text("raise SystemExit")
    monkeypatch.chdir(root)
    expected = read_all(root, Settings(), PATHS)
    assert await read(root, Settings(), PATHS) == [*zip(PATHS, expected, strict=True)]


async def test_raises_if_the_process_cannot_be_started(root, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(ReaderError, match="/nowhere/python"):
        await read(root, Settings(), PATHS)


async def test_raises_if_the_process_dies(root, monkeypatch):
    monkeypatch.setattr(sys, "executable", "true")
    with pytest.raises(ReaderError, match="has ended"):
        await read(root, Settings(), PATHS)


async def test_leaves_no_process_running(root, monkeypatch):
    started = []
    start = asyncio.create_subprocess_exec

    async def recorded(*command, **options):
        started.append(await start(*command, **options))
        return started[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", recorded)
    chunks = read_in_background(root, Settings(), PATHS)
    await anext(chunks)
    await chunks.aclose()
    assert started
    assert all(process.returncode is not None for process in started)
