"""Many globs as `.gitignore` has them, asked about paths. Knows no disk."""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from wikilsp.settings.glob import LONGEST, Glob, GlobError, may_have_wildcards, parse_glob

MOST_CHARACTERS = 20_000
"""Characters of all globs with wildcards of one list. A path is compared with each of these; others are looked up."""


class _Set(NamedTuple):
    """Several globs as one regular expression, and their numbers by its groups."""

    regex: re.Pattern[str] | None
    numbers: list[int]

    def last(self, text: str) -> int:
        """Return the highest number of a glob that matches, -1 if none does."""
        found = self.regex and self.regex.fullmatch(text)
        return self.numbers[found.lastindex - 1] if found and found.lastindex else -1


class Globs:
    """Patterns in the order they are written, the last one that matches wins. Paths are relative, with `/`.

    Patterns with wildcards are heard up to `most` characters of them, and no pattern that is too long by itself.
    """

    def __init__(self, lines: Iterable[str] = (), most: int = MOST_CHARACTERS) -> None:
        self.size = 0
        """How many characters the patterns with wildcards have."""
        self.refused: list[tuple[int, str]] = []
        """The 1-based numbers of the lines that are not heard, and why."""
        self._globs: list[Glob] = []
        self._literals: dict[str, int] = {}
        for number, line in enumerate(lines, 1):
            try:
                self._add(line, most)
            except GlobError as error:
                self.refused.append((number, str(error)))

    def _add(self, line: str, most: int) -> None:
        # To parse a line takes longer than to see that it is one too many.
        size = len(line) if may_have_wildcards(line) else 0
        if size <= LONGEST and self.size + size > most:
            raise GlobError(f"goes beyond {most:,} characters of lines with wildcards")
        glob = parse_glob(line)
        if glob is None:
            return
        self.size += size
        if glob.literal is not None:
            self._literals[_key(glob, glob.literal)] = len(self._globs)
        self._globs.append(glob)

    def __bool__(self) -> bool:
        """Whether there is any pattern."""
        return bool(self._globs)

    def verdict(self, path: str, *, is_folder: bool) -> bool | None:
        """Whether this very file or folder is matched (True), let through by `!` (False), or not spoken of (None)."""
        if not self._globs:
            return None
        name = path[path.rfind("/") + 1 :]
        last = max(self._literals.get(name, -1), self._literals.get(f"/{path}", -1))
        if is_folder:
            name, path = f"{name}/", f"{path}/"
            last = max(last, self._literals.get(name, -1), self._literals.get(f"/{path}", -1))
        last = max(last, self._of_names.last(name), self._of_paths.last(path))
        return None if last < 0 else not self._globs[last].negated

    def covers(self, path: str) -> bool:
        """Whether the file, or a folder that it is in, is matched. Below such a folder nothing is let through again."""
        slash = path.find("/")
        while slash >= 0:
            if self.verdict(path[:slash], is_folder=True):
                return True
            slash = path.find("/", slash + 1)
        return bool(self.verdict(path, is_folder=False))

    @cached_property
    def _of_names(self) -> _Set:
        return self._set(is_name=True)

    @cached_property
    def _of_paths(self) -> _Set:
        return self._set(is_name=False)

    def _set(self, *, is_name: bool) -> _Set:
        """Compile the globs with wildcards of one kind; the last one comes first, so that it wins."""
        chosen = [
            (number, glob)
            for number, glob in enumerate(self._globs)
            if glob.literal is None and glob.is_name == is_name
        ][::-1]
        # An empty group tells which one has matched, and does not hinder `re` from passing over those that cannot.
        regex = "|".join(f"{glob.regex}{'/' if glob.folders_only else '/?'}()" for _, glob in chosen)
        return _Set(re.compile(regex, re.DOTALL) if chosen else None, [number for number, _ in chosen])


def _key(glob: Glob, literal: str) -> str:
    """Return what a path is looked up by: a name, or a path after a slash; a slash at the end stands for a folder."""
    return f"{'' if glob.is_name else '/'}{literal}{'/' if glob.folders_only else ''}"
