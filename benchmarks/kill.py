"""Kills a change of a vault at each of its steps, and sees that the vault can be had as it was or as it is to be.

At each step on the disk there is SIGKILL, also in the middle of what is written, after which `wikilsp recover` takes
the change back or finishes it; SIGKILL once more at each step of that; and SIGTERM and SIGINT, after which nothing is
left to recover. Prints a table, and ends with an error if anything was wrong.
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

from changes import Scenario, State, command, fill, in_a_child, scenarios, state
from disk_steps import Act, Steps

from wikilsp.disk.journal import is_interrupted

_STRIDE = 5
"""Of the steps at which a change is killed, each so many-th is one after which its recovery is killed as well."""


class Wrong(Exception):  # noqa: N818 - it is a finding
    """What is not as it must be."""


class Place:
    """Where a vault, its journal and what is printed are."""

    def __init__(self, folder: Path, *, is_small: bool) -> None:
        self.root = folder / "vault"
        self.journals = folder / "state/journals"
        self._folder = folder
        self._is_small = is_small

    def renew(self) -> None:
        """Make the vault as it is before a change."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self.root.mkdir(parents=True)
        fill(self.root, is_small=self._is_small)

    def run(self, do: Callable[[Path], None], at: int | None = None, act: Act | None = None) -> int:
        """Do something in another process, with `act` at one of its steps; return how it ended."""

        def child() -> None:
            os.environ["WIKILSP_STATE_DIR"] = str(self.journals.parent)
            with Steps(at, act).counted():
                do(self.root)

        return in_a_child(child, self._folder / "output")

    def printed(self) -> str:
        """Return what was printed last."""
        return (self._folder / "output").read_text(errors="replace")

    def left(self) -> list[str]:
        """Return the names of temporary files and journals."""
        return [path.name for path in (*self.root.rglob(".wikilsp-*"), *self.journals.rglob("*"))]


class Ends(NamedTuple):
    """What a change is killed by: a name, and what happens at a step."""

    name: str
    act: Act
    is_at: Callable[[str], bool] = lambda _name: True
    """Whether this is for a step of that name."""


def _kill(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _write_half(_name: str, call: Callable[[], Any], given: tuple[Any, ...]) -> None:
    if isinstance(call, partial):
        call.func(given[0], bytes(given[1])[: len(given[1]) // 2])
    _kill()


def _signalled(number: int, _name: str, call: Callable[[], Any], _given: tuple[Any, ...]) -> Any:
    os.kill(os.getpid(), number)
    return call()


_KILLS = [Ends("SIGKILL", _kill), Ends("SIGKILL, half written", _write_half, lambda name: name == "write")]
_SIGNALS = {
    signal.SIGTERM: Ends("SIGTERM", partial(_signalled, signal.SIGTERM)),
    signal.SIGINT: Ends("SIGINT", partial(_signalled, signal.SIGINT)),
}


class Tried(NamedTuple):
    """What came of one kill."""

    scenario: str
    how: str
    is_new: bool


def tried(place: Place, scenario: Scenario, *, stride: int) -> Iterator[Tried]:
    """Kill a change in every way. Raise `Wrong`."""
    place.renew()
    old = state(place.root)
    names = _steps(place, scenario)
    new = state(place.root)
    _expect(old != new and not place.left(), "the change itself", place)
    for at, name in enumerate(names, 1):
        for end in (end for end in _KILLS if end.is_at(name)):
            for way in ("undo", "continue"):
                _killed(place, scenario, at, end.act)
                yield Tried(scenario.name, f"{end.name}, {way}", _recovered(place, way, old, new, f"{at} {name}"))
        for number, end in _SIGNALS.items():
            place.renew()
            status = place.run(scenario.run, at, end.act)
            now = state(place.root)
            is_right = status in (128 + number, -number) and now in (old, new) and not place.left()
            _expect(is_right, f"{end.name} at {at} {name}: status {status}", place)
            yield Tried(scenario.name, end.name, now == new)
        if at % stride == 0:
            for way in ("undo", "continue"):
                yield from _killed_again(place, scenario, at, way, old, new)


def _killed_again(place: Place, scenario: Scenario, at: int, way: str, old: State, new: State) -> Iterator[Tried]:
    again = 1
    while True:
        _killed(place, scenario, at, _kill)
        other = "continue" if again % 2 and way == "undo" else way
        if place.run(lambda root: command(root, "recover", f"--{way}"), again, _kill) != -signal.SIGKILL:
            return
        is_new = _recovered(place, other, old, new, f"{at}, and again at {again}")
        yield Tried(scenario.name, f"SIGKILL, then in recover --{way}, then {other}", is_new)
        again += 1


def _steps(place: Place, scenario: Scenario) -> list[str]:
    """Return the names of the steps of a change that is not killed."""
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


def _killed(place: Place, scenario: Scenario, at: int, act: Act) -> None:
    place.renew()
    status = place.run(scenario.run, at, act)
    _expect(status == -signal.SIGKILL, f"no kill at {at}: status {status}", place)


def _recovered(place: Place, way: str, old: State, new: State, when: str) -> bool:
    """Recover; return whether the vault is the new one now."""
    os.environ["WIKILSP_STATE_DIR"] = str(place.journals.parent)
    was_interrupted = is_interrupted(place.root)
    status = place.run(lambda root: command(root, "recover", f"--{way}"))
    now = state(place.root)
    wanted = [old if way == "undo" else new] if was_interrupted else [old, new]
    _expect(status == 0 and now in wanted and not place.left(), f"{way} after a kill at {when}: {status}", place)
    return now == new


def _expect(is_right: object, what: str, place: Place) -> None:
    if not is_right:
        raise Wrong(f"{what}\n{place.printed()}\n{place.left()}\n{state(place.root)}")


def _main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="only the rename of a note in a vault of two")
    short = parser.parse_args().short
    # A shell that runs this in the background lets it ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if short:
        os.fsync = lambda fd: None  # noqa: ARG005 - nobody pulls the plug
    counts: dict[tuple[str, str], list[int]] = {}
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder, "place"), is_small=short)
        for scenario in scenarios(is_small=short):
            for one in tried(place, scenario, stride=_STRIDE * 4 if short else _STRIDE):
                counts.setdefault((one.scenario, one.how), [0, 0])[one.is_new] += 1
    print("| change | ended by | times | old vault | new vault |\n|---|---|--:|--:|--:|")
    for (scenario_name, how), (olds, news) in counts.items():
        print(f"| {scenario_name} | {how} | {olds + news} | {olds} | {news} |")
    print(f"\n{sum(map(sum, counts.values())):,} kills; each time the vault was the old or the new one, byte for byte.")
    return 0


if __name__ == "__main__":
    raise SystemExit(_main())
