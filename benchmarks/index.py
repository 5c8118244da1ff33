"""Measure how long the index of a vault takes to be fed with its notes, and how much memory it needs.

python benchmarks/index.py FOLDER
"""

import argparse
import gc
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from wikilsp.disk.load import load_vault
from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note
from wikilsp.settings import Settings
from wikilsp.vault.vault import Vault

_BATCH = 40
"""Notes between two times that the index settles, as in the server."""


def feed(index: VaultIndex, notes: list[Note]) -> None:
    """Put notes into an index as the server does while it reads them."""
    for start in range(0, len(notes), _BATCH):
        for note in notes[start : start + _BATCH]:
            index.put(note)
        for _ in index.settle():
            pass


def _unread_index(notes: list[Note], files: set[str]) -> VaultIndex:
    return VaultIndex(Vault(Settings(), [Note(note.path, unread=True) for note in notes], files))


def _milliseconds(work: Callable[[], object]) -> float:
    gc.collect()
    gc.disable()
    start = time.process_time()
    work()
    gc.enable()
    return (time.process_time() - start) * 1_000


def main() -> None:
    """Print the times and the memory."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="a vault, such as one that generate.py made")
    vault = load_vault(parser.parse_args().folder, Settings()).vault
    notes, files = list(vault.notes.values()), vault.files
    index = _unread_index(notes, files)
    fed = _milliseconds(lambda: feed(index, notes))
    print(f"{len(notes):,} notes: {fed:.0f} ms, {fed / len(notes):.4f} ms a note")
    names = index.names
    uses = {"names": names.notes, "headings": names.headings, "tags": names.tags, "lexicon": lambda: index.lexicon}
    for name, use in uses.items():
        print(f"first use of {name}: {_milliseconds(use):.0f} ms")
    another = _unread_index(notes, files)
    tracemalloc.start()
    feed(another, notes)
    print(f"memory: {tracemalloc.get_traced_memory()[0] / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
