"""The files that are no part of a vault, but that a link may name. Knows no disk: it is told how they are found."""

from collections.abc import Callable, Iterable
from functools import cached_property

from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.vault.name_registry import NameRegistry
from wikilsp.vault.names import is_note


class IgnoredFiles:
    """Ignored files and what they answer to. `find` is called once, and not before somebody asks."""

    def __init__(self, find: Callable[[], Iterable[str]], dialect: Dialect) -> None:
        self._find = find
        self._dialect = dialect

    @cached_property
    def paths(self) -> frozenset[str]:
        """The vault paths of the files."""
        return frozenset(self._find())

    @cached_property
    def register(self) -> NameRegistry:
        """What the files answer to. Nothing is known of their contents."""
        register = NameRegistry(self._dialect)
        for path in self.paths:
            register.add(path)
            if is_note(path):
                register.change(path, None, Note(path))
        return register

    def prepare(self) -> None:
        """Find the files now: where they are many, that takes a while, and may better be done in a thread."""
        _ = self.register
