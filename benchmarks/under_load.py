"""Run the test suite several times beside busy processes, since no test may fail because the machine is slow.

    python benchmarks/under_load.py --runs 5 --busy 4 [-- PYTEST_OPTION...]

Exit with status 1 if a run fails.
"""

import argparse
import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
BUSY = [sys.executable, "-c", "while True: pass"]


def main() -> int:
    """Return 1 if one of the runs fails, else 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5, help="runs of the suite; default: %(default)s")
    parser.add_argument("--busy", type=int, default=4, help="busy processes; default: %(default)s")
    parser.add_argument("options", nargs="*", help="options for pytest, after --")
    arguments = parser.parse_args()
    with busy_processes(arguments.busy):
        failed = [run for run in range(1, arguments.runs + 1) if not passes(run, arguments.options)]
    print(f"{arguments.runs - len(failed)} of {arguments.runs} runs passed beside {arguments.busy} busy processes")
    return int(bool(failed))


@contextlib.contextmanager
def busy_processes(count: int) -> Iterator[None]:
    """Keep `count` processes busy while the context lasts."""
    processes = [subprocess.Popen(BUSY) for _ in range(count)]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def passes(run: int, options: list[str]) -> bool:
    """Run the suite once and print its summary. Return True if it passed."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "pytest", "-q", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    lines = done.stdout.strip().split("\n")
    failures = [line for line in lines if line.startswith(("FAILED", "ERROR"))]
    print(f"run {run} ({time.perf_counter() - start:.0f} s): {lines[-1]}", *failures, sep="\n  ", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
