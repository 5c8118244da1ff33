"""What `.gitignore` files and the setting `exclude` leave out. Knows no notes."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from wikilsp.disk.regular_file import read_if_there
from wikilsp.disk.root import ancestors, below
from wikilsp.settings import Globs
from wikilsp.settings.globs import MOST_CHARACTERS

_MOST_CHARACTERS = 100_000
"""Characters of the lines with wildcards in all `.gitignore` files of a vault."""
_NOTHING = Globs()


class _Layer(NamedTuple):
    """The globs of one `.gitignore`. It sees a vault path without its first `cut` characters, after `above`."""

    globs: Globs
    above: str
    cut: int


class Ignore(NamedTuple):
    """What is left out in one folder of a vault: by `exclude`, and by the `.gitignore` files, the innermost first."""

    exclude: Globs = Globs()
    layers: tuple[_Layer, ...] = ()

    def ignores(self, path: str, *, is_folder: bool) -> bool:
        """Is this file or folder left out? `path` is a vault path.

        As in git, a folder that is left out must not be entered: nothing here looks at the folders that a path is in.
        What `exclude` leaves out, no `.gitignore` brings back.
        """
        if self.exclude.verdict(path, is_folder=is_folder):
            return True
        for globs, above, cut in self.layers:
            verdict = globs.verdict(above + path[cut:], is_folder=is_folder)
            if verdict is not None:
                return verdict
        return False

    def within(self, folder: str, globs: Globs) -> "Ignore":
        """Return what is left out in the vault folder `folder`, where a `.gitignore` has these globs."""
        cut = len(folder) + 1 if folder else 0
        return self._replace(layers=(_Layer(globs, "", cut), *self.layers)) if globs else self


class IgnoreFiles:
    """Reads the `.gitignore` files of one vault. `tell` is called with one that is not heard, or not whole, and why."""

    def __init__(self, tell: Callable[[str, str], None]) -> None:
        self._tell = tell
        self._left = _MOST_CHARACTERS
        self._is_full = False

    def above(self, root: Path, exclude: Globs) -> Ignore:
        """Return what is left out by `exclude` and by each file above the vault, up to the top of its repository.

        A vault that is ignored as a whole is read all the same; then those files say nothing.
        """
        excluded = Ignore(exclude)
        top = next((Path(folder) for folder in ancestors(str(root)) if os.path.lexists(below(folder, ".git"))), root)
        ignore, folder = Ignore(), ""
        for name in root.relative_to(top).parts:
            file = below(str(top), f"{folder}/.gitignore".lstrip("/"))
            ignore = ignore.within(folder, self.read(file, file))
            folder = f"{folder}/{name}" if folder else name
            if ignore.ignores(folder, is_folder=True):
                return excluded
        layers = (_Layer(globs, f"{folder}/"[cut:], 0) for globs, _, cut in ignore.layers)
        return excluded._replace(layers=tuple(layers))

    def read(self, file: str, shown: str) -> Globs:
        """Return the globs of a file, none if there is no such file; it is `shown` in what is told.

        Names are decoded as those of the disk are.
        """
        data = read_if_there(file, lambda why: self._tell(shown, f"{why}; nothing is left out because of it"))
        if not data:
            return _NOTHING
        lines = os.fsdecode(data).removeprefix("\ufeff").split("\n")
        globs = Globs((line.removesuffix("\r") for line in lines), min(MOST_CHARACTERS, self._left))
        if globs.refused and not self._is_full:
            number, why = globs.refused[0]
            others = f"; nor are {len(globs.refused) - 1:,} others" if globs.refused[1:] else ""
            self._is_full = self._left < MOST_CHARACTERS
            if self._is_full:
                why = f"goes beyond {_MOST_CHARACTERS:,} characters of lines with wildcards in all such files"
                others = "; nor are any after it"
            self._tell(shown, f"line {number:,} is not heard, since it {why}{others}")
        self._left -= globs.size
        return globs
