"""How names are compared, and the indexes from names to paths. Knows no note, no link and no disk."""

import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from wikilsp.vault.nearest import MOST_NEAR, Spellings
from wikilsp.vault.ranked_paths import RankedPaths, SpelledPath

NOTE_EXTENSIONS = (".md", ".markdown")
"""What a note's file name ends with, in any case; the first is what Obsidian writes."""


def fold(text: str) -> str:
    """Give the form in which names are compared: NFC, caseless, runs of blanks as one."""
    if text.isascii():
        return " ".join(text.lower().split())
    # Folding the case can take a composed character apart, so it is composed again.
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return " ".join(folded.split())


@lru_cache(maxsize=32)
def fold_path(path: str) -> str:
    """Fold a path segment by segment. To find out where one link leads, the same few paths are asked for many times."""
    return fold(path).replace(" /", "/").replace("/ ", "/")


def spell(text: str) -> str:
    """Give the form in which names are compared where case decides."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def without_extension(path: str) -> str:
    """Drop `.md` or `.markdown`, in any case; any other extension is a part of the name."""
    stem, dot, extension = path.rpartition(".")
    return stem if stem and dot + extension.lower() in NOTE_EXTENSIONS else path


def is_note(path: str) -> bool:
    """Is a file of this path a note?"""
    return without_extension(path) != path


def joined(folder: str, path: str) -> str | None:
    """Give the vault path that a relative path leads to from a folder, "" for the root; None if it leaves the vault."""
    segments = folder.split("/") if folder else []
    for segment in path.split("/"):
        if segment == "..":
            if not segments:
                return None
            segments.pop()
        elif segment not in ("", "."):
            segments.append(segment)
    return "/".join(segments)


def relative(folder: str, path: str) -> str:
    """Give the relative path that leads from a folder to a path; one that begins with `..` is outside the root."""
    above, below = folder.split("/") if folder else [], path.split("/") if path else []
    while above and below and above[0] == below[0]:
        above, below = above[1:], below[1:]
    return "/".join([*(".." for _ in above), *below]) or "."


class PathsByName:
    """Paths by a name that they answer to."""

    def __init__(self) -> None:
        self._paths: dict[str, list[str]] = {}
        self._unsorted: set[str] = set()
        """The names whose paths are put in order when somebody asks, since thousands may come at once."""
        self._several: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        """The paths of names that have several, as they were given last: all, and those after the first."""
        self._spellings: Spellings | None = None

    def add(self, name: str, path: str) -> None:
        """Let `path` answer to `name`."""
        paths = self._paths.get(name)
        if paths:
            paths.append(path)
            self._unsorted.add(name)
            self._several.pop(name, None)
            return
        self._paths[name] = [path]
        if self._spellings:
            self._spellings.add(name)

    def discard(self, name: str, path: str) -> None:
        """Let `path` no longer answer to `name`, which it did."""
        paths = self._in_order(name)
        del paths[bisect_left(paths, _rank(path), key=_rank)]
        self._several.pop(name, None)
        if not paths:
            del self._paths[name]
            if self._spellings:
                self._spellings.discard(name)

    def change(self, path: str, before: frozenset[str], after: frozenset[str]) -> bool:
        """Let `path` answer to the names `after` instead of those `before`; say whether that is a change."""
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
        """Give the paths that answer to `name`, the shortest first, then in code-point order."""
        paths = self._paths.get(name, ())
        return paths if len(paths) < 2 else self._ordered(name)[0]

    def chosen(self, name: str) -> tuple[str, Sequence[str]] | None:
        """Give the first path that answers to `name`, and the others."""
        paths = self._paths.get(name)
        if paths is None:
            return None
        return (paths[0], ()) if len(paths) == 1 else (self._in_order(name)[0], self._ordered(name)[1])

    def prepare(self) -> Iterator[None]:
        """Make ready, in steps, what `near` needs first; names may come and go meanwhile."""
        if self._spellings:
            return
        spellings, names = Spellings(()), set(self._paths)
        for name in names:
            spellings.add(name)
            yield
        for name in self._paths.keys() - names:
            spellings.add(name)
        for name in names - self._paths.keys():
            spellings.discard(name)
        self._spellings = spellings

    def near(self, name: str) -> list[str]:
        """Return paths that answer to a name that may have been meant by a misspelt `name`, the nearest first.

        Of very many, these are only the first ones.
        """
        if self._spellings is None:
            self._spellings = Spellings(self._paths)
        return list(islice((path for other in self._spellings.near(name) for path in self.of(other)), MOST_NEAR))

    def _ordered(self, name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if name not in self._several:
            paths = tuple(self._in_order(name))
            self._several[name] = (paths, paths[1:])
        return self._several[name]

    def _in_order(self, name: str) -> list[str]:
        paths = self._paths[name]
        if name in self._unsorted:
            self._unsorted.remove(name)
            paths.sort(key=_rank)
        return paths


def _rank(path: str) -> tuple[int, str]:
    """The shortest path goes first, then code points decide."""
    return len(path), path


class _Places(NamedTuple):
    """The paths of one name, by the folded folder they lie in; and these folders read backwards, in order."""

    paths: dict[str, list[str]]
    backwards: list[str]
    alike: dict[str, RankedPaths]
    """Where paths are several: those that end with a folded path, and, by a number of slashes and a `/`, at a path."""

    def ending(self, folder: str) -> Iterator[str]:
        """Give the folders that end with this one."""
        wanted = _backwards(folder)
        for at in range(bisect_left(self.backwards, wanted), len(self.backwards)):
            if not self.backwards[at].startswith(wanted):
                break
            yield self.backwards[at][-2::-1]


_NO_PLACES = _Places({}, [], {})


class PathIndex:
    """Paths by their last segment. `called` makes of a path what links call it by, such as the path without `.md`."""

    def __init__(self, called: Callable[[str], str]) -> None:
        self._called = called
        self._holders = PathsByName()
        self._places: dict[str, _Places] = {}

    def add(self, path: str) -> None:
        """Take in a path that was not there."""
        name = self._name(path)
        self._holders.add(name, path)
        self._places.pop(name, None)

    def discard(self, path: str) -> None:
        """Forget a path that was there."""
        name = self._name(path)
        self._holders.discard(name, path)
        self._places.pop(name, None)

    def one(self, name: str) -> str | None:
        """Give the path whose last segment is this name, if there is exactly one."""
        paths = self._holders.of(fold(name))
        return paths[0] if len(paths) == 1 else None

    def at(self, path: str) -> Sequence[str]:
        """Give what has exactly this path from the root, best first: only case and extension tell several apart."""
        found = self.chosen_at(fold_path(path), path)
        return [found[0], *found[1]] if found else ()

    def best_at(self, path: str) -> str | None:
        """Give the best of what has exactly this path from the root."""
        found = self.chosen_at(fold_path(path), path)
        return found[0] if found else None

    def chosen_at(self, place: str, text: str) -> tuple[str, Sequence[str]] | None:
        """Give the best of what has exactly a folded path, for a link that says `text`, and the others, best first."""
        folder, _, name = place.rpartition("/")
        places = self._placed(name)
        paths = places.paths.get(folder, ())
        # Texts of several lengths may lead to one place, each from another folder.
        return self._chosen(places, f"{text.count('/')}/{place}", paths, text) if paths else None

    def has_name(self, text: str) -> bool:
        """Whether anything has the last segment of a path as its name. If not, nothing is found by the path either."""
        return fold_path(text).rpartition("/")[2] in self._holders

    def chosen_ending(self, text: str) -> tuple[str, Sequence[str]] | None:
        """Give the best of what ends with the path that a link says, and the others, best first."""
        path = fold_path(text)
        places = self._placed(path.rpartition("/")[2])
        if path in places.alike:
            return places.alike[path].chosen(spell(text))
        paths = [path for several in self.ending(text).values() for path in several]
        return self._chosen(places, path, paths, text) if paths else None

    def ending(self, path: str) -> Mapping[str, Sequence[str]]:
        """Give what ends with this path, by the folded folder that stands before it ("" if it is the whole path)."""
        folder, _, name = fold_path(path).rpartition("/")
        if name not in self._holders:
            return {}
        places = self._placed(name)
        if not folder:
            return places.paths
        return {place.removesuffix(folder).removesuffix("/"): places.paths[place] for place in places.ending(folder)}

    def _chosen(self, places: _Places, key: str, paths: Sequence[str], text: str) -> tuple[str, Sequence[str]]:
        if len(paths) == 1:
            return paths[0], ()
        if key not in places.alike:
            segments = text.count("/") + 1
            places.alike[key] = RankedPaths(
                SpelledPath(len(spell(path)), path, "/".join(spell(self._called(path)).split("/")[-segments:]))
                for path in paths
            )
        return places.alike[key].chosen(spell(text))

    def is_spelled(self, path: str, text: str) -> bool:
        """Does the path end with `text` to the letter, case included?"""
        return f"/{spell(self._called(path))}".endswith(f"/{spell(text)}")

    def prepare(self) -> Iterator[None]:
        """Make ready, in steps, what `near` needs first; paths may come and go meanwhile."""
        return self._holders.prepare()

    def near(self, name: str) -> list[str]:
        """Give the paths whose last segment may have been meant by that of a misspelt `name`, the nearest first."""
        return self._holders.near(fold(name.rpartition("/")[2]))

    def _name(self, path: str) -> str:
        return fold(self._called(path.rpartition("/")[2]))

    def _placed(self, name: str) -> _Places:
        places = self._places.get(name)
        if places is None:
            if not self._holders.of(name):
                return _NO_PLACES  # of names that nothing has there is no end
            paths: dict[str, list[str]] = {}
            for path in self._holders.of(name):
                paths.setdefault(fold_path(path.rpartition("/")[0]), []).append(path)
            places = self._places[name] = _Places(paths, sorted(map(_backwards, paths)), {})
        return places


def _backwards(folder: str) -> str:
    """Read a folder from its end, up to a `/` before it: folders that end alike begin alike then."""
    return f"/{folder}"[::-1]
