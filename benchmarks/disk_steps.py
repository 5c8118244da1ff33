"""Counts the system calls that write to the disk, and replaces one of them, to interrupt a change at any step."""

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
_JOURNAL_SUFFIX = ".journal"

Act = Callable[[str, Callable[[], Any], tuple[Any, ...]], Any]
"""Replaces a call. Receives the name of the call, a function that makes it, and its arguments."""


class Steps:
    """The writing calls of a process from the first time that it creates a journal, numbered from 1."""

    def __init__(self, at: int | None = None, act: Act | None = None, *, lasting: bool = False) -> None:
        """Replace call number `at` with `act`, and all later calls too if it is `lasting`."""
        self.names: list[str] = []
        self._at = at
        self._act = act
        self._lasting = lasting
        self._is_counting = False

    @contextmanager
    def counted(self) -> Iterator["Steps"]:
        """Count calls while the context lasts."""
        before = {name: getattr(os, name) for name in _CALLS if hasattr(os, name)}
        for name, call in before.items():
            setattr(os, name, partial(self._call, name, call))
        try:
            yield self
        finally:
            for name, call in before.items():
                setattr(os, name, call)

    def _call(self, name: str, call: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        if name == "open":
            path, flags, *_ = arguments
            self._is_counting |= os.fspath(path).endswith(_JOURNAL_SUFFIX) and bool(flags & os.O_CREAT)
            if not flags & (os.O_WRONLY | os.O_RDWR):
                return call(*arguments, **options)
        if not self._is_counting:
            return call(*arguments, **options)
        self.names.append(name)
        number = len(self.names)
        if self._act and self._at is not None and (number == self._at or (self._lasting and number > self._at)):
            return self._act(name, partial(call, *arguments, **options), arguments)
        return call(*arguments, **options)
