"""Kill changes to a vault at every step, and check that the old or the new vault can be recovered.

SIGKILL is sent at each disk operation, also halfway through writes; `wikilsp recover` then undoes or continues the
change, and is killed at each of its own steps too. SIGTERM and SIGINT must leave nothing to recover. Print a table of
the outcomes, and fail at the first wrong one.
"""

import argparse
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from changes import Scenario, State, fill, run_command, run_in_child, scenarios, state
from disk_steps import Act, Steps

from wikilsp.disk.journal import is_interrupted

_STRIDE = 5
"""The recovery is killed too at every n-th step of a change, since that takes as many runs as it has steps."""


class WrongOutcome(Exception):  # noqa: N818 - it is a finding
    """Neither the old nor the new vault, a wrong exit status, or files left over."""


class Place:
    """The folders of a vault, its journals, and the output of commands."""

    def __init__(self, folder: Path, *, is_small: bool) -> None:
        self.root = folder / "vault"
        self.journals = folder / "state/journals"
        self._folder = folder
        self._is_small = is_small

    def reset(self) -> None:
        """Restore the vault to its state before a change."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self.root.mkdir(parents=True)
        fill(self.root, is_small=self._is_small)

    def run(self, action: Callable[[Path], None], at: int | None = None, act: Act | None = None) -> int:
        """Run a change in a child process, with `act` at one of its steps; return the child's status."""

        def child() -> None:
            os.environ["WIKILSP_STATE_DIR"] = str(self.journals.parent)
            with Steps(at, act).counted():
                action(self.root)

        return run_in_child(child, self._folder / "output")

    def output(self) -> str:
        """Return the output of the last run."""
        return (self._folder / "output").read_text(errors="replace")

    def leftovers(self) -> list[str]:
        """Return the names of temporary files and journals."""
        return [path.name for path in (*self.root.rglob(".wikilsp-*"), *self.journals.rglob("*"))]


class Interruption(NamedTuple):
    """A named way to interrupt a change at a step."""

    name: str
    act: Act
    applies_to: Callable[[str], bool] = lambda _name: True
    """Whether this interruption can happen at a step of this name."""


def _kill(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _write_half(_name: str, call: Callable[[], Any], arguments: tuple[Any, ...]) -> None:
    if isinstance(call, partial):
        call.func(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
    _kill()


def _send_signal(number: int, _name: str, call: Callable[[], Any], _arguments: tuple[Any, ...]) -> Any:
    os.kill(os.getpid(), number)
    return call()


_KILLS = [
    Interruption("SIGKILL", _kill),
    Interruption("SIGKILL, half written", _write_half, lambda name: name == "write"),
]
_SIGNALS = {
    signal.SIGTERM: Interruption("SIGTERM", partial(_send_signal, signal.SIGTERM)),
    signal.SIGINT: Interruption("SIGINT", partial(_send_signal, signal.SIGINT)),
}


class Outcome(NamedTuple):
    """The outcome of one interruption: whether the vault is the new one in the end, or the old one."""

    scenario: str
    interruption: str
    is_new: bool


def interrupt(place: Place, scenario: Scenario, *, stride: int) -> Iterator[Outcome]:
    """Interrupt a change in every way. Raise `WrongOutcome`."""
    place.reset()
    old = state(place.root)
    names = _step_names(place, scenario)
    new = state(place.root)
    _expect(old != new and not place.leftovers(), "the change itself", place)
    for at, name in enumerate(names, 1):
        for kill in (kill for kill in _KILLS if kill.applies_to(name)):
            for way in ("undo", "continue"):
                _kill_at(place, scenario, at, kill.act)
                yield Outcome(scenario.name, f"{kill.name}, {way}", _recover(place, way, old, new, f"{at} {name}"))
        for number, sent in _SIGNALS.items():
            place.reset()
            status = place.run(scenario.run, at, sent.act)
            now = state(place.root)
            is_right = status in (128 + number, -number) and now in (old, new) and not place.leftovers()
            _expect(is_right, f"{sent.name} at {at} {name}: status {status}", place)
            yield Outcome(scenario.name, sent.name, now == new)
        if at % stride == 0:
            for way in ("undo", "continue"):
                yield from _interrupt_recovery(place, scenario, at, way, old, new)


def _interrupt_recovery(
    place: Place, scenario: Scenario, at: int, way: str, old: State, new: State
) -> Iterator[Outcome]:
    """Kill a change at one step, kill its recovery at each step, and recover again."""
    again = 1
    while True:
        _kill_at(place, scenario, at, _kill)
        other = "continue" if again % 2 and way == "undo" else way
        if place.run(lambda root: run_command(root, "recover", f"--{way}"), again, _kill) != -signal.SIGKILL:
            return
        is_new = _recover(place, other, old, new, f"{at}, and again at {again}")
        yield Outcome(scenario.name, f"SIGKILL, then in recover --{way}, then {other}", is_new)
        again += 1


def _step_names(place: Place, scenario: Scenario) -> list[str]:
    """Run a change to its end; return the names of its steps."""
    names = place.root.parent / "names"

    def counted(root: Path) -> None:
        steps = Steps()
        try:
            with steps.counted():
                scenario.run(root)
        finally:
            names.write_text("\n".join(steps.names))

    place.run(counted)
    return names.read_text().split("\n")


def _kill_at(place: Place, scenario: Scenario, at: int, act: Act) -> None:
    place.reset()
    status = place.run(scenario.run, at, act)
    _expect(status == -signal.SIGKILL, f"no kill at {at}: status {status}", place)


def _recover(place: Place, way: str, old: State, new: State, when: str) -> bool:
    """Recover the vault. Return True if it is the new one now."""
    os.environ["WIKILSP_STATE_DIR"] = str(place.journals.parent)
    was_interrupted = is_interrupted(place.root)
    status = place.run(lambda root: run_command(root, "recover", f"--{way}"))
    now = state(place.root)
    wanted = [old if way == "undo" else new] if was_interrupted else [old, new]
    is_right = status == 0 and now in wanted and not place.leftovers()
    _expect(is_right, f"{way} after a kill at {when}: status {status}", place)
    return now == new


def _expect(condition: object, description: str, place: Place) -> None:
    if not condition:
        raise WrongOutcome(f"{description}\n{place.output()}\n{place.leftovers()}\n{state(place.root)}")


def _main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="interrupt only the rename of a note in a vault of two")
    short = parser.parse_args().short
    # Shells start background jobs with SIGINT ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if short:
        os.fsync = lambda fd: None  # noqa: ARG005 - killing a process doesn't lose what the kernel has
    counts: dict[tuple[str, str], list[int]] = {}
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder, "place"), is_small=short)
        for scenario in scenarios(is_small=short):
            for outcome in interrupt(place, scenario, stride=_STRIDE * 4 if short else _STRIDE):
                counts.setdefault((outcome.scenario, outcome.interruption), [0, 0])[outcome.is_new] += 1
    print("| change | interrupted by | times | old vault | new vault |\n|---|---|--:|--:|--:|")
    for (scenario_name, interruption), (olds, news) in counts.items():
        print(f"| {scenario_name} | {interruption} | {olds + news} | {olds} | {news} |")
    print(f"\n{sum(map(sum, counts.values())):,} kills; each time the vault was the old or the new one, byte for byte.")
    return 0


if __name__ == "__main__":
    raise SystemExit(_main())
