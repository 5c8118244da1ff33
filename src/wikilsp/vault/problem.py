"""Files and folders that cannot be read."""

from typing import NamedTuple


class Problem(NamedTuple):
    """A file or folder that is not read, and why. `path` is a vault path, "." for the root, or absolute."""

    path: str
    message: str


class Unread(Problem):
    """A problem with a file or folder that may contain links, which are thus unknown."""

    __slots__ = ()
