"""Files that are not part of a vault although a link can name them."""

from collections.abc import Callable, Iterable
from functools import cached_property

from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.vault.name_registry import NameRegistry
from wikilsp.vault.names import is_note


class IgnoredFiles:
    """Ignored files and their names. `find` returns their paths; it is called once, when they are first needed."""

    def __init__(self, find: Callable[[], Iterable[str]], dialect: Dialect) -> None:
        self._find = find
        self._dialect = dialect

    @cached_property
    def paths(self) -> frozenset[str]:
        """The vault paths of the files."""
        return frozenset(self._find())

    @cached_property
    def registry(self) -> NameRegistry:
        """The names of the files. Their contents are not read."""
        registry = NameRegistry(self._dialect)
        for path in self.paths:
            registry.add(path)
            if is_note(path):
                registry.change(path, None, Note(path))
        return registry

    def prepare(self) -> None:
        """Find the files now. If there are many, this is slow enough to be done in a thread."""
        _ = self.registry
