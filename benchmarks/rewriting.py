"""Measure a rename and fixes that change every note of a vault, with and without fsync.

Print the seconds of whole runs. The difference is the cost of durable writes.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_ROUNDS = 3
_WITHOUT_FSYNC = (
    "import os, sys; os.fsync = lambda fd: None; sys.argv = ['wikilsp', *sys.argv[1:]];"
    " from wikilsp.__main__ import main; main()"
)
_WITH_FSYNC = _WITHOUT_FSYNC.replace("os.fsync = lambda fd: None; ", "")
_CHANGES = {"rename": ["rename", "hub", "centre"], "check --fix": ["check", "--fix", "-q", "--fail-on", "error"]}


def _fill(root: Path, notes: int) -> None:
    root.mkdir()
    (root / ".wikilsp.toml").write_text("")
    (root / "hub.md").write_text("# hub\n")
    for number in range(notes):
        folder = root / f"folder {number % 20}"
        folder.mkdir(exist_ok=True)
        (folder / f"note {number}.md").write_text(f"see [[hub]] and [[ note {number} ]]\n" + "some text\n" * 300)


def _seconds(script: str, arguments: list[str], notes: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "vault")
        _fill(root, notes)
        environment = os.environ | {"WIKILSP_STATE_DIR": f"{folder}/state", "WIKILSP_CACHE_DIR": f"{folder}/cache"}
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-c", script, *arguments], cwd=root, env=environment, check=True, capture_output=True
        )
        return time.perf_counter() - start


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=1_000, help="notes in the vault; default: %(default)s")
    notes = parser.parse_args().notes
    print("| change | notes | seconds | without fsync |\n|---|--:|--:|--:|")
    for name, arguments in _CHANGES.items():
        synced, unsynced = (
            statistics.median(_seconds(script, arguments, notes) for _ in range(_ROUNDS))
            for script in (_WITH_FSYNC, _WITHOUT_FSYNC)
        )
        print(f"| {name} | {notes:,} | {synced:.2f} | {unsynced:.2f} |")


if __name__ == "__main__":
    _main()
