"""Reads `.gitignore` files and decides, together with the setting `exclude`, which files are ignored."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from wikilsp.disk.regular_file import read_if_exists
from wikilsp.disk.root import ancestors, join
from wikilsp.settings import Globs
from wikilsp.settings.globs import MOST_CHARACTERS

_MAX_CHARACTERS = 100_000
"""Total characters of the lines with wildcards in all `.gitignore` files of a vault."""
_NOTHING = Globs()


class _Layer(NamedTuple):
    """The globs of one `.gitignore`. They match a vault path with its first `cut` characters replaced by `prefix`."""

    globs: Globs
    prefix: str
    cut: int


class IgnoreRules(NamedTuple):
    """The ignore rules in one folder of a vault: `exclude` and the `.gitignore` files, the innermost first."""

    exclude: Globs = Globs()
    layers: tuple[_Layer, ...] = ()

    def ignores(self, path: str, *, is_folder: bool) -> bool:
        """Whether the file or folder at a vault path is ignored.

        Only the path itself is matched, not its parents: as in Git, ignored folders must not be entered. What `exclude`
        excludes, no `.gitignore` can include again.
        """
        if self.exclude.verdict(path, is_folder=is_folder):
            return True
        for globs, prefix, cut in self.layers:
            verdict = globs.verdict(prefix + path[cut:], is_folder=is_folder)
            if verdict is not None:
                return verdict
        return False

    def within(self, folder: str, globs: Globs) -> "IgnoreRules":
        """Return the rules in a subfolder, given by its vault path, whose `.gitignore` has these globs."""
        cut = len(folder) + 1 if folder else 0
        return self._replace(layers=(_Layer(globs, "", cut), *self.layers)) if globs else self


class IgnoreFiles:
    """Reads the `.gitignore` files of one vault. Calls `warn` with the path of each that is ignored or cut, and why."""

    def __init__(self, warn: Callable[[str, str], None]) -> None:
        self._warn = warn
        self._left = _MAX_CHARACTERS
        self._is_full = False

    def above(self, root: Path, exclude: Globs) -> IgnoreRules:
        """Return the rules of `exclude` and of the `.gitignore` files above the vault, up to the top of its repository.

        If these files ignore the vault as a whole, they are disregarded.
        """
        excluded = IgnoreRules(exclude)
        top = next((Path(folder) for folder in ancestors(str(root)) if os.path.lexists(join(folder, ".git"))), root)
        rules, folder = IgnoreRules(), ""
        for name in root.relative_to(top).parts:
            file = join(str(top), f"{folder}/.gitignore".lstrip("/"))
            rules = rules.within(folder, self.read(file, file))
            folder = f"{folder}/{name}" if folder else name
            if rules.ignores(folder, is_folder=True):
                return excluded
        layers = (_Layer(globs, f"{folder}/"[cut:], 0) for globs, _, cut in rules.layers)
        return excluded._replace(layers=tuple(layers))

    def read(self, file: str, shown: str) -> Globs:
        """Return the globs of a `.gitignore`, none if it does not exist. Warnings name it `shown`.

        The file is decoded like the names on the disk.
        """
        data = read_if_exists(file, lambda reason: self._warn(shown, f"{reason}; its rules are not applied"))
        if not data:
            return _NOTHING
        lines = os.fsdecode(data).removeprefix("\ufeff").split("\n")
        globs = Globs((line.removesuffix("\r") for line in lines), min(MOST_CHARACTERS, self._left))
        if globs.refused and not self._is_full:
            number, reason = globs.refused[0]
            others = f"; nor are {len(globs.refused) - 1:,} more lines" if globs.refused[1:] else ""
            self._is_full = self._left < MOST_CHARACTERS
            if self._is_full:
                reason = f"goes beyond {_MAX_CHARACTERS:,} characters of lines with wildcards in all such files"
                others = "; nor are any after it"
            self._warn(shown, f"line {number:,} is not applied, since it {reason}{others}")
        self._left -= globs.size
        return globs
