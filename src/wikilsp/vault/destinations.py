"""Where the destination of a Markdown link or image leads. Knows no wikilink and no disk."""

from collections.abc import Sequence

from wikilsp.note import Note
from wikilsp.vault.ignored_files import IgnoredFiles
from wikilsp.vault.name_registry import NameRegistry
from wikilsp.vault.names import joined, without_extension
from wikilsp.vault.resolve import MISSING, OUTSIDE, REMEMBERED, How, NameMatch, Resolution, by_path

_DOTS = ("", ".", "..")


class Destinations:
    """Resolves the destinations of Markdown links. What is remembered holds until `forget`."""

    def __init__(self, register: NameRegistry, ignored: IgnoredFiles) -> None:
        self._register = register
        self.ignored = ignored
        self._matches: dict[tuple[str, How], NameMatch | None] = {}
        self._resolved: dict[tuple[str, str], Resolution] = {}
        """By folder and destination."""

    def resolve(self, note: Note, destination: str) -> Resolution:
        """Tell where a destination, which is not empty, leads from `note`.

        It is read from the note's folder, then from the root; then, as the apps do, any file of that name is good.
        """
        key = (note.folder, destination)
        if key not in self._resolved:
            self._resolved[key] = self._lookup(note, destination)
        return self._resolved[key]

    def _lookup(self, note: Note, destination: str) -> Resolution:
        near = joined("" if destination.startswith("/") else note.folder, destination)
        if near is None:
            return OUTSIDE
        far = joined("", destination)
        paths = [near] if far in (near, None) else [near, far]
        return (
            self._find(self._register, note, paths, destination, "name")
            or self._find(self.ignored.register, note, paths, destination, "ignored")
            or MISSING
        )

    def forget(self) -> None:
        """Forget what was remembered."""
        self._matches.clear()
        self._resolved.clear()

    def trim(self) -> None:
        """Forget what was remembered if it is much: anything may be typed."""
        if len(self._matches) > REMEMBERED or len(self._resolved) > REMEMBERED:
            self.forget()

    def _find(
        self, register: NameRegistry, note: Note, paths: Sequence[str], destination: str, how: How
    ) -> Resolution | None:
        *above, name = destination.split("/")
        if name in _DOTS:
            return next(filter(None, (_folder(register, path, how) for path in paths)), None)
        for path in paths:
            if found := _file(register, path, how) or _folder(register, path, how):
                return found
        ending = "/".join([*(folder for folder in above if folder not in _DOTS), name])
        # Folders that do not match are forgiven.
        match = self._ending(register, ending, how) or self._ending(register, name, how)
        return match.seen_from(note) if match else None

    def _ending(self, register: NameRegistry, path: str, how: How) -> NameMatch | None:
        """Match any file whose path ends like this."""
        key = (path, how)
        if key not in self._matches:
            stem = without_extension(path)
            self._matches[key] = (
                by_path(register.files, path, how)
                or by_path(register.stems, stem, how)
                or by_path(register.stems, path, how)
            )
        return self._matches[key]


def _file(register: NameRegistry, path: str, how: How) -> Resolution | None:
    found = (
        register.files.best_at(path) or register.stems.best_at(without_extension(path)) or register.stems.best_at(path)
    )
    return Resolution(found, how) if found else None


def _folder(register: NameRegistry, path: str, how: How) -> Resolution | None:
    found = register.folders.best_at(path) if path else ""
    return None if found is None else Resolution(found, "folder" if how == "name" else how)
