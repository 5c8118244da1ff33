"""A double of a file system that ignores case but keeps it, in place of the functions of `os`."""

import os
from contextlib import contextmanager
from functools import partial
from pathlib import Path

_ONE_PATH = ("stat", "lstat", "open", "unlink", "remove", "mkdir", "rmdir", "readlink", "chmod", "access", "scandir")
_TWO_PATHS = ("rename", "replace", "link")


@contextmanager
def case_ignored(root):
    """Ignore case in all paths below a folder while the context lasts.

    As on Linux, a move from a path to another one of the same file does nothing.
    """
    real = {name: getattr(os, name) for name in (*_ONE_PATH, *_TWO_PATHS, "listdir", "symlink")}

    def spelled(path):
        """Return the path as it is spelled on the disk, as far as it exists."""
        if isinstance(path, int) or not Path(os.fsdecode(path)).is_relative_to(root):
            return path
        found = str(root)
        for name in Path(os.fsdecode(path)).relative_to(root).parts:
            try:
                names = real["listdir"](found)
            except OSError:
                names = []
            found += "/" + next((other for other in sorted(names) if other.casefold() == name.casefold()), name)
        return found

    def one(call, path=".", *arguments, **options):
        return call(spelled(path), *arguments, **options)

    def two(call, old, new):
        source, target = spelled(old), spelled(new)
        if call is not real["link"] and source == target:
            real["lstat"](source)
            return
        call(source, target)

    try:
        for name in (*_ONE_PATH, "listdir"):
            setattr(os, name, partial(one, real[name]))
        for name in _TWO_PATHS:
            setattr(os, name, partial(two, real[name]))
        os.symlink = lambda target, path: real["symlink"](target, spelled(path))
        yield
    finally:
        for name, call in real.items():
            setattr(os, name, call)
