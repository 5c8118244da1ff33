"""Resolves the destinations of Markdown links and images."""

from collections.abc import Sequence

from wikilsp.note import Note
from wikilsp.vault.ignored_files import IgnoredFiles
from wikilsp.vault.name_registry import NameRegistry
from wikilsp.vault.names import resolve_path, without_extension
from wikilsp.vault.resolve import MISSING, MOST_CACHED, OUTSIDE, How, NameMatch, Resolution, match_path

_PAGES = ("", "/index", "/_index")
_DOTS = ("", ".", "..")


class Destinations:
    """Resolves the destinations of Markdown links, and caches matches until `forget`."""

    def __init__(self, registry: NameRegistry, ignored: IgnoredFiles) -> None:
        self._registry = registry
        self.ignored = ignored
        self._matches: dict[tuple[str, How], NameMatch | None] = {}
        self._resolved: dict[tuple[str, str], Resolution] = {}
        """Resolutions by folder and destination."""

    def resolve(self, note: Note, destination: str) -> Resolution:
        """Resolve a destination, which is not empty, of a link in `note`.

        Try a page of a site below the content root, if there is one. Then try the path relative to the note's folder,
        then from the root, then, as the apps do, match any file of that name.
        """
        key = (note.folder, destination)
        if key not in self._resolved:
            self._resolved[key] = self._lookup(note, destination)
        return self._resolved[key]

    def _lookup(self, note: Note, destination: str) -> Resolution:
        from_folder = resolve_path("" if destination.startswith("/") else note.folder, destination)
        if from_folder is None:
            return OUTSIDE
        from_root = resolve_path("", destination)
        paths = [from_folder] if from_root in (from_folder, None) else [from_folder, from_root]
        return (
            self._page(destination)
            or self._find(self._registry, note, paths, destination, "name")
            or self._find(self.ignored.registry, note, paths, destination, "ignored")
            or MISSING
        )

    def _page(self, destination: str) -> Resolution | None:
        """Return the file of a page `/path/` of the site: itself, or the index of its folder; else that folder."""
        root = self._registry.dialect.content_root
        page = resolve_path(root.strip("/"), destination) if root and destination.startswith("/") else None
        if not page:
            return None
        files = (_file(self._registry, page + name, "name") for name in _PAGES)
        return next(filter(None, files), None) or _folder(self._registry, page, "name")

    def forget(self) -> None:
        """Clear the cache."""
        self._matches.clear()
        self._resolved.clear()

    def trim(self) -> None:
        """Clear the cache if it is large, since it also has an entry for each text that is being typed."""
        if len(self._matches) > MOST_CACHED or len(self._resolved) > MOST_CACHED:
            self.forget()

    def _find(
        self, registry: NameRegistry, note: Note, paths: Sequence[str], destination: str, how: How
    ) -> Resolution | None:
        *folders, name = destination.split("/")
        if name in _DOTS:
            return next(filter(None, (_folder(registry, path, how) for path in paths)), None)
        for path in paths:
            if found := _file(registry, path, how) or _folder(registry, path, how):
                return found
        ending = "/".join([*(folder for folder in folders if folder not in _DOTS), name])
        # The apps forgive folders that do not match.
        match = self._match_ending(registry, ending, how) or self._match_ending(registry, name, how)
        return match.seen_from(note) if match else None

    def _match_ending(self, registry: NameRegistry, path: str, how: How) -> NameMatch | None:
        """Match any file whose path ends with `path`."""
        key = (path, how)
        if key not in self._matches:
            stem = without_extension(path)
            self._matches[key] = (
                match_path(registry.files, path, how)
                or match_path(registry.stems, stem, how)
                or match_path(registry.stems, path, how)
            )
        return self._matches[key]


def _file(registry: NameRegistry, path: str, how: How) -> Resolution | None:
    found = (
        registry.files.best_at(path) or registry.stems.best_at(without_extension(path)) or registry.stems.best_at(path)
    )
    return Resolution(found, how) if found else None


def _folder(registry: NameRegistry, path: str, how: How) -> Resolution | None:
    found = registry.folders.best_at(path) if path else ""
    return None if found is None else Resolution(found, "folder" if how == "name" else how)
