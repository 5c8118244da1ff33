"""Fuzz the targets of `fuzz_targets.py` with coverage guidance. Needs the extra `fuzz`.

python benchmarks/fuzz.py                         all targets, one minute each
python benchmarks/fuzz.py parse --seconds 600     one target for ten minutes
python benchmarks/fuzz.py parse --input FILE      run a failed input again
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

_MAX_FAILURES = 20
_INPUT_TIMEOUT = 20
"""Seconds after which an input counts as a hang."""
_MAX_LENGTH = 600
"""Maximum bytes of an input. Many short inputs find more than a few long ones."""
_INSIDE = Path(__file__).with_name("fuzz_inside.py")
_EXECUTIONS = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_COVERAGE = re.compile(r"cov: (\d+) ft: (\d+)")
_SAVED_INPUT = re.compile(r"Test unit written to (\S+)")


class Outcome(NamedTuple):
    """The result of fuzzing a target: executions, covered branches, and the inputs that failed."""

    executions: int
    branches: int
    failures: tuple[Path, ...]


def main() -> int:
    """Fuzz the chosen targets. Return 1 if an input failed, else 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", nargs="*", help=f"targets to fuzz: {', '.join(TARGETS)}; default: all")
    parser.add_argument("--seconds", type=int, default=60, help="time for each target; default: %(default)s")
    parser.add_argument("--executions", type=int, default=0, help="maximum executions of each target; 0 for no limit")
    parser.add_argument("--folder", type=Path, help="where to keep inputs; failed ones are saved in TARGET/failures")
    parser.add_argument("--input", type=Path, help="run the target once on this file")
    options = parser.parse_args()
    targets = options.target or list(TARGETS)
    if unknown := set(targets).difference(TARGETS):
        parser.error(f"unknown target {', '.join(sorted(unknown))}; choose from {', '.join(TARGETS)}")
    if options.input:
        TARGETS[targets[0]](options.input.read_bytes())
        return 0
    folder = options.folder or Path(tempfile.gettempdir()) / "wikilsp-fuzz"
    outcomes = {target: _fuzz(target, folder / target, options.seconds, options.executions) for target in targets}
    print("| target | executions | branches covered | failures |\n|---|---|---|---|")
    for target, outcome in outcomes.items():
        print(f"| {target} | {outcome.executions:,} | {outcome.branches:,} | {len(outcome.failures)} |")
    for failure in (path for outcome in outcomes.values() for path in outcome.failures):
        print(f"failed: {failure}")
    return int(any(outcome.failures for outcome in outcomes.values()))


def _fuzz(target: str, folder: Path, seconds: int, executions: int) -> Outcome:
    """Fuzz a target in child processes, a new one after each failure until the time is up."""
    corpus, failures = folder / "corpus", folder / "failures"
    for each in (corpus, failures):
        each.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS[target]):
        (corpus / f"seed-{number}").write_bytes(seed)
    ends, done, branches, failed = time.monotonic() + seconds, 0, 0, list[Path]()
    while (left := round(ends - time.monotonic())) > 0 and (not executions or done < executions):
        limits = [f"-max_total_time={left}", f"-runs={executions - done if executions else -1}"]
        options = [
            f"-max_len={_MAX_LENGTH}",
            f"-timeout={_INPUT_TIMEOUT}",
            "-print_final_stats=1",
            "-rss_limit_mb=4096",
        ]
        paths = [f"-artifact_prefix={failures}/", str(corpus)]
        command = [sys.executable, str(_INSIDE), target, *limits, *options, *paths]
        child = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        done += sum(map(int, _EXECUTIONS.findall(child.stderr)))
        branches = max([branches, *(int(covered) for covered, _ in _COVERAGE.findall(child.stderr))])
        saved = [Path(path) for path in _SAVED_INPUT.findall(child.stderr)]
        if not saved:
            if child.returncode:
                print(child.stderr[-2000:], file=sys.stderr)
                raise SystemExit(f"the fuzzer failed with status {child.returncode}")
            break
        failed += saved
        print(f"{target}: {_reason(child.stdout + child.stderr)}\n  {saved[0]}", file=sys.stderr)
        if len(failed) >= _MAX_FAILURES:
            break
    return Outcome(done, branches, tuple(failed))


def _reason(output: str) -> str:
    """Return the last line of the first traceback in the output of a fuzzer."""
    lines = output.partition("Traceback (most recent call last):")[2].split("\n")
    reasons = (line for line in lines[1:] if line and not line.startswith(" "))
    return next(reasons, "timeout, or out of memory")[:300]


if __name__ == "__main__":
    sys.exit(main())
