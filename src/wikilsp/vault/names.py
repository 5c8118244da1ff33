"""Compares names and paths, and indexes paths by name."""

import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from wikilsp.vault.nearest import MOST_NEAR, SimilarNames
from wikilsp.vault.ranked_paths import RankedPaths, SpelledPath

NOTE_EXTENSIONS = (".md", ".markdown")
"""The extensions of notes, in any case. Obsidian writes the first one."""

CANVAS_EXTENSION = ".canvas"


def fold(text: str) -> str:
    """Return the form in which names are compared: NFC, caseless, with single spaces."""
    if text.isascii():
        return " ".join(text.lower().split())
    # Case folding can decompose a character, so compose it again.
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return " ".join(folded.split())


@lru_cache(maxsize=32)
def fold_path(path: str) -> str:
    """Fold a path segment by segment. Cached, since resolving one link folds the same few paths many times."""
    return fold(path).replace(" /", "/").replace("/ ", "/")


def spell(text: str) -> str:
    """Return the form in which names are compared if case matters."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def without_extension(path: str) -> str:
    """Remove `.md` or `.markdown`, in any case; any other extension is part of the name."""
    stem, dot, extension = path.rpartition(".")
    return stem if stem and dot + extension.lower() in NOTE_EXTENSIONS else path


def base_name(path: str) -> str:
    """Return the file name of a path, without the extension if it is a note."""
    return without_extension(path.rpartition("/")[2])


def is_note(path: str) -> bool:
    """Whether the path has the extension of a note."""
    return without_extension(path) != path


def is_canvas(path: str) -> bool:
    """Whether the path has the extension of a canvas."""
    return path.lower().endswith(CANVAS_EXTENSION)


def resolve_path(folder: str, path: str) -> str | None:
    """Return the vault path of a relative path in a folder ("" is the root), or None if it leaves the vault."""
    segments = folder.split("/") if folder else []
    for segment in path.split("/"):
        if segment == "..":
            if not segments:
                return None
            segments.pop()
        elif segment not in ("", "."):
            segments.append(segment)
    return "/".join(segments)


def relative_path(folder: str, path: str) -> str:
    """Return the relative path from a folder to a path. A path that starts with `..` is outside the root."""
    above, below = folder.split("/") if folder else [], path.split("/") if path else []
    while above and below and above[0] == below[0]:
        above, below = above[1:], below[1:]
    return "/".join([*(".." for _ in above), *below]) or "."


class PathsByName:
    """Index of paths by name. Several paths can have one name, and one path several names."""

    def __init__(self) -> None:
        self._paths: dict[str, list[str]] = {}
        self._unsorted: set[str] = set()
        """The names whose paths are not sorted yet. They are on the first query, since many may be added at once."""
        self._results: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        """The results of the last query for a name with several paths: all of them, and all but the first."""
        self._similar: SimilarNames | None = None

    def add(self, name: str, path: str) -> None:
        """Add a name of `path`."""
        paths = self._paths.get(name)
        if paths:
            paths.append(path)
            self._unsorted.add(name)
            self._results.pop(name, None)
            return
        self._paths[name] = [path]
        if self._similar:
            self._similar.add(name)

    def discard(self, name: str, path: str) -> None:
        """Remove a name of `path`, which must have it."""
        paths = self._sort(name)
        del paths[bisect_left(paths, rank(path), key=rank)]
        self._results.pop(name, None)
        if not paths:
            del self._paths[name]
            if self._similar:
                self._similar.discard(name)

    def change(self, path: str, before: frozenset[str], after: frozenset[str]) -> bool:
        """Replace the names `before` of `path` by the names `after`. Return True if they differ."""
        if before == after:
            return False
        for name in before - after:
            self.discard(name, path)
        for name in after - before:
            self.add(name, path)
        return True

    def __contains__(self, name: str) -> bool:
        return name in self._paths

    def of(self, name: str) -> Sequence[str]:
        """Return the paths with this name, the shortest first, then in code point order."""
        paths = self._paths.get(name, ())
        return paths if len(paths) < 2 else self._sort_all(name)[0]

    def match(self, name: str) -> tuple[str, Sequence[str]] | None:
        """Return the first path with this name, and the others."""
        paths = self._paths.get(name)
        if paths is None:
            return None
        return (paths[0], ()) if len(paths) == 1 else (self._sort(name)[0], self._sort_all(name)[1])

    def near(self, name: str) -> list[str]:
        """Return the paths whose name a misspelled `name` may mean, the nearest first; at most `MOST_NEAR`."""
        if self._similar is None:
            self._similar = SimilarNames(self._paths)
        names = self._similar.near(name)
        return list(islice((path for other in names for path in self.of(other)), MOST_NEAR)) if names else []

    def _sort_all(self, name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if name not in self._results:
            paths = tuple(self._sort(name))
            self._results[name] = (paths, paths[1:])
        return self._results[name]

    def _sort(self, name: str) -> list[str]:
        paths = self._paths[name]
        if name in self._unsorted:
            self._unsorted.remove(name)
            paths.sort(key=rank)
        return paths


def rank(path: str) -> tuple[int, str]:
    """Return the key by which paths with one name are sorted: the shortest comes first, then code points decide."""
    return len(path), path


class _Folders(NamedTuple):
    """The paths with one name, by folder."""

    paths: dict[str, list[str]]
    """The paths by their folded folder."""
    backwards: list[str]
    """The folded folders, reversed and sorted."""
    ranked: dict[str, RankedPaths]
    """Several paths by the folded path that they end with, or by `/`, the slashes in the link, `/` and their own."""

    def ending(self, folder: str) -> Iterator[str]:
        """Yield the folders that end with this one."""
        prefix = _backwards(folder)
        for at in range(bisect_left(self.backwards, prefix), len(self.backwards)):
            if not self.backwards[at].startswith(prefix):
                break
            yield self.backwards[at][-2::-1]


_NO_FOLDERS = _Folders({}, [], {})


class PathIndex:
    """Index of paths by their last segment. `name_of` returns the part of a path that links use, such as its stem."""

    def __init__(self, name_of: Callable[[str], str]) -> None:
        self._name_of = name_of
        self._paths = PathsByName()
        self._folders: dict[str, _Folders] = {}

    def add(self, path: str) -> None:
        """Add a path that is not in the index yet."""
        name = self._key(path)
        self._paths.add(name, path)
        self._folders.pop(name, None)

    def discard(self, path: str) -> None:
        """Remove a path that is in the index."""
        name = self._key(path)
        self._paths.discard(name, path)
        self._folders.pop(name, None)

    def one(self, name: str) -> str | None:
        """Return the path whose last segment is this name, or None if there is not exactly one."""
        paths = self._paths.of(fold(name))
        return paths[0] if len(paths) == 1 else None

    def at(self, path: str) -> Sequence[str]:
        """Return the paths that equal `path` except for case and extension, best first."""
        found = self.match_at(fold_path(path), path)
        return [found[0], *found[1]] if found else ()

    def best_at(self, path: str) -> str | None:
        """Return the best of the paths that equal `path` except for case and extension."""
        found = self.match_at(fold_path(path), path)
        return found[0] if found else None

    def match_at(self, folded: str, text: str) -> tuple[str, Sequence[str]] | None:
        """Return the best of the paths that equal `folded` when folded, for a link with `text`, and the others."""
        folder, _, name = folded.rpartition("/")
        folders = self._folders_of(name)
        paths = folders.paths.get(folder, ())
        # A text that is relative to the note's folder has fewer segments than the path.
        return self._match(folders, f"/{text.count('/')}/{folded}", paths, text) if paths else None

    def has_name(self, text: str) -> bool:
        """Whether any path has the last segment of `text` as its name. If not, no path matches `text`."""
        return fold_path(text).rpartition("/")[2] in self._paths

    def match_ending(self, text: str) -> tuple[str, Sequence[str]] | None:
        """Return the best of the paths that end with the text of a link, and the others, best first."""
        path = fold_path(text)
        folders = self._folders_of(path.rpartition("/")[2])
        if path in folders.ranked:
            return folders.ranked[path].match(spell(text))
        paths = [path for several in self.ending(text).values() for path in several]
        return self._match(folders, path, paths, text) if paths else None

    def ending(self, path: str) -> Mapping[str, Sequence[str]]:
        """Return the paths that end with `path`, by the folded folder above it ("" if it is the whole path)."""
        folder, _, name = fold_path(path).rpartition("/")
        if name not in self._paths:
            return {}
        folders = self._folders_of(name)
        if not folder:
            return folders.paths
        return {found.removesuffix(folder).removesuffix("/"): folders.paths[found] for found in folders.ending(folder)}

    def _match(self, folders: _Folders, key: str, paths: Sequence[str], text: str) -> tuple[str, Sequence[str]]:
        if len(paths) == 1:
            return paths[0], ()
        if key not in folders.ranked:
            segments = text.count("/") + 1
            folders.ranked[key] = RankedPaths(
                SpelledPath(len(spell(path)), path, "/".join(spell(self._name_of(path)).split("/")[-segments:]))
                for path in paths
            )
        return folders.ranked[key].match(spell(text))

    def is_spelled(self, path: str, text: str) -> bool:
        """Whether the path ends with `text`, case included."""
        return f"/{spell(self._name_of(path))}".endswith(f"/{spell(text)}")

    def near(self, name: str) -> list[str]:
        """Return the paths whose last segment a misspelled `name`, or its last segment, may mean, the nearest first."""
        return self._paths.near(fold(name.rpartition("/")[2]))

    def _key(self, path: str) -> str:
        return fold(self._name_of(path.rpartition("/")[2]))

    def _folders_of(self, name: str) -> _Folders:
        folders = self._folders.get(name)
        if folders is None:
            if not self._paths.of(name):
                return _NO_FOLDERS  # not cached, since there is no limit to the names without paths
            paths: dict[str, list[str]] = {}
            for path in self._paths.of(name):
                paths.setdefault(fold_path(path.rpartition("/")[0]), []).append(path)
            folders = self._folders[name] = _Folders(paths, sorted(map(_backwards, paths)), {})
        return folders


def _backwards(folder: str) -> str:
    """Reverse a folder with a `/` before it, so that folders with the same ending sort together."""
    return f"/{folder}"[::-1]
