"""What `.gitignore` files and the setting `exclude` leave out. Knows no notes."""

import os
from pathlib import Path
from typing import NamedTuple

from wikilsp.settings import Globs


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

    def within(self, folder: str, gitignore: Path) -> "Ignore":
        """Give what is left out in the vault folder `folder`, where the file `gitignore` is. Raises `OSError`."""
        globs = Globs(_lines(gitignore))
        cut = len(folder) + 1 if folder else 0
        return self._replace(layers=(_Layer(globs, "", cut), *self.layers)) if globs else self


def ignore_above(root: Path, exclude: Globs) -> Ignore:
    """Give what is left out by `exclude` and by each `.gitignore` above the vault, up to the top of its repository.

    A vault that is ignored as a whole is read all the same; then those files say nothing. Raises `OSError`.
    """
    excluded = Ignore(exclude)
    top = next((folder for folder in (root, *root.parents) if os.path.lexists(folder / ".git")), root)
    ignore, folder = Ignore(), ""
    for name in root.relative_to(top).parts:
        ignore = ignore.within(folder, top / folder / ".gitignore")
        folder = f"{folder}/{name}" if folder else name
        if ignore.ignores(folder, is_folder=True):
            return excluded
    layers = (_Layer(globs, f"{folder}/"[cut:], 0) for globs, _, cut in ignore.layers)
    return excluded._replace(layers=tuple(layers))


def _lines(gitignore: Path) -> list[str]:
    """Give the lines of a `.gitignore`, none if there is no such file. Names are decoded as those of the disk are."""
    try:
        text = os.fsdecode(gitignore.read_bytes())
    except FileNotFoundError:
        return []
    return [line.removesuffix("\r") for line in text.removeprefix("\ufeff").split("\n")]
