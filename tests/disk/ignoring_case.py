"""A double of a file system that ignores case but keeps it, in place of the functions of `os`."""

import os
from contextlib import contextmanager
from functools import partial
from pathlib import Path

ONE_PATH = ("stat", "lstat", "open", "unlink", "mkdir", "rmdir", "readlink", "chmod", "access", "scandir", "listdir")
TWO_PATHS = ("rename", "replace", "link", "symlink")


class IgnoringCase:
    """Calls functions of `os` with the paths below a folder as they are spelled on the disk."""

    def __init__(self, root):
        self.root = root
        self.real = {name: getattr(os, name) for name in (*ONE_PATH, *TWO_PATHS)}

    def spelled(self, path):
        """Return a path with the names that exist in another case spelled as they are."""
        if isinstance(path, int) or not Path(os.fsdecode(path)).is_relative_to(self.root):
            return path
        found = str(self.root)
        for name in Path(os.fsdecode(path)).relative_to(self.root).parts:
            same = (other for other in self.names_in(found) if other.casefold() == name.casefold())
            found += f"/{next(same, name)}"
        return found

    def names_in(self, folder):
        try:
            return sorted(self.real["listdir"](folder))
        except OSError:
            return []

    def one(self, name, path=".", *arguments, **options):
        return self.real[name](self.spelled(path), *arguments, **options)

    def two(self, name, first, second):
        """Call a function of two paths. As on Linux, a move to another path of the same file does nothing."""
        first = first if name == "symlink" else self.spelled(first)
        second = self.spelled(second)
        if first != second or name not in ("rename", "replace"):
            self.real[name](first, second)


@contextmanager
def case_ignored(root):
    """Ignore case in all paths below a folder while the context lasts."""
    double = IgnoringCase(root)
    try:
        for name in double.real:
            setattr(os, name, partial(double.one if name in ONE_PATH else double.two, name))
        yield
    finally:
        for name, call in double.real.items():
            setattr(os, name, call)
