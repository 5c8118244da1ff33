"""Every call by which a process writes to the disk, counted, with something that happens at one of them."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

_CALLS = (
    "open",
    "write",
    "fsync",
    "ftruncate",
    "replace",
    "rename",
    "unlink",
    "mkdir",
    "rmdir",
    "link",
    "symlink",
    "chmod",
    "fchown",
    "setxattr",
    "removexattr",
)
_ENDING = ".journal"

Act = Callable[[str, Callable[[], Any], tuple[Any, ...]], Any]
"""What happens instead of a call: is given its name, what makes it, and what it was called with."""


class Steps:
    """The calls of a process, from the moment at which it first opens a journal. The first is number 1."""

    def __init__(self, at: int | None = None, act: Act | None = None, *, lasting: bool = False) -> None:
        """`act` comes instead of call number `at`; if it is `lasting`, instead of each one after that too."""
        self.names: list[str] = []
        self._at = at
        self._act = act
        self._lasting = lasting
        self._is_counting = False

    @contextmanager
    def counted(self) -> Iterator["Steps"]:
        """Count the calls of the block."""
        before = {name: getattr(os, name) for name in _CALLS if hasattr(os, name)}
        for name, call in before.items():
            setattr(os, name, partial(self._called, name, call))
        try:
            yield self
        finally:
            for name, call in before.items():
                setattr(os, name, call)

    def _called(self, name: str, call: Callable[..., Any], *given: Any, **options: Any) -> Any:
        if name == "open":
            self._is_counting |= os.fspath(given[0]).endswith(_ENDING) and bool(given[1] & os.O_CREAT)
            if not given[1] & (os.O_WRONLY | os.O_RDWR):
                return call(*given, **options)
        if not self._is_counting:
            return call(*given, **options)
        self.names.append(name)
        number = len(self.names)
        if self._act and self._at is not None and (number == self._at or (self._lasting and number > self._at)):
            return self._act(name, partial(call, *given, **options), given)
        return call(*given, **options)
