"""Problem: something on the disk that is not read."""

from typing import NamedTuple


class Problem(NamedTuple):
    """Something on the disk that is not read, and why. `path` is a vault path, "." for the root, or absolute."""

    path: str
    message: str


class Unread(Problem):
    """A problem with what may hold links, so that nobody knows of these."""

    __slots__ = ()
