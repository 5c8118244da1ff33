"""Looks for inputs that break what must be true, guided by what code they reach. Needs the extra `fuzz`.

python benchmarks/fuzz.py                         all targets, one minute each
python benchmarks/fuzz.py parse --seconds 600     one of them, longer
python benchmarks/fuzz.py parse --input FILE      an input that failed, once more
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from fuzz_targets import SEEDS, TARGETS

_MOST_FAILURES = 20
_PATIENCE = 20
"""Seconds after which an input is held to take for ever."""
_LONGEST = 600
"""Bytes of an input: many short ones find more than a few long ones."""
_INSIDE = Path(__file__).with_name("fuzz_inside.py")
_DONE = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_REACHED = re.compile(r"cov: (\d+) ft: (\d+)")
_SAVED = re.compile(r"Test unit written to (\S+)")


class Tally(NamedTuple):
    """What came of fuzzing a target: code reached is counted in branches, as the fuzzer sees them."""

    executions: int
    reached: int
    failures: tuple[Path, ...]


def main() -> int:
    """Fuzz, and return 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", nargs="*", help=f"what to fuzz, of {', '.join(TARGETS)}; all of it, if not said")
    parser.add_argument("--seconds", type=int, default=60, help="how long each target is fuzzed")
    parser.add_argument("--executions", type=int, default=0, help="how often each is executed at most; 0 is no limit")
    parser.add_argument("--folder", type=Path, help="where inputs are kept; what failed lies in TARGET/failures")
    parser.add_argument("--input", type=Path, help="execute the target with this file and nothing else")
    asked = parser.parse_args()
    targets = asked.target or list(TARGETS)
    if unknown := set(targets).difference(TARGETS):
        parser.error(f"no target is named {', '.join(sorted(unknown))}")
    if asked.input:
        TARGETS[targets[0]](asked.input.read_bytes())
        return 0
    folder = asked.folder or Path(tempfile.gettempdir()) / "wikilsp-fuzz"
    tallies = {target: _run(target, folder / target, asked.seconds, asked.executions) for target in targets}
    print("| target | executions | branches reached | failures |\n|---|---|---|---|")
    for target, tally in tallies.items():
        print(f"| {target} | {tally.executions:,} | {tally.reached:,} | {len(tally.failures)} |")
    for failure in (path for tally in tallies.values() for path in tally.failures):
        print(f"failed: {failure}")
    return int(any(tally.failures for tally in tallies.values()))


def _run(target: str, folder: Path, seconds: int, executions: int) -> Tally:
    """Fuzz a target in a process of its own, and go on after each failure for the time that is left."""
    corpus, failures = folder / "corpus", folder / "failures"
    for each in (corpus, failures):
        each.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS[target]):
        (corpus / f"seed-{number}").write_bytes(seed)
    ends, done, reached, found = time.monotonic() + seconds, 0, 0, list[Path]()
    while (left := round(ends - time.monotonic())) > 0 and (not executions or done < executions):
        limits = [f"-max_total_time={left}", f"-runs={executions - done if executions else -1}"]
        options = [f"-max_len={_LONGEST}", f"-timeout={_PATIENCE}", "-print_final_stats=1", "-rss_limit_mb=4096"]
        places = [f"-artifact_prefix={failures}/", str(corpus)]
        command = [sys.executable, str(_INSIDE), target, *limits, *options, *places]
        told = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        done += sum(map(int, _DONE.findall(told.stderr)))
        reached = max([reached, *(int(branches) for branches, _ in _REACHED.findall(told.stderr))])
        saved = [Path(path) for path in _SAVED.findall(told.stderr)]
        if not saved:
            if told.returncode:
                print(told.stderr[-2000:], file=sys.stderr)
                raise SystemExit(f"the fuzzer has failed with status {told.returncode}")
            break
        found += saved
        print(f"{target}: {_reason(told.stdout + told.stderr)}\n  {saved[0]}", file=sys.stderr)
        if len(found) >= _MOST_FAILURES:
            break
    return Tally(done, reached, tuple(found))


def _reason(told: str) -> str:
    """Return the last line of the first traceback."""
    lines = told.partition("Traceback (most recent call last):")[2].split("\n")
    reasons = (line for line in lines[1:] if line and not line.startswith(" "))
    return next(reasons, "it took too long, or too much memory")[:300]


if __name__ == "__main__":
    sys.exit(main())
