"""The source of settings: options as written, and the error for invalid ones. Fast to import, unlike `load`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

RawOptions = Mapping[str, Any]
"""Options as decoded from TOML or JSON."""
NO_OPTIONS: RawOptions = MappingProxyType({})


class SettingsError(Exception):
    """Invalid settings: the first problem, at the 1-based `line` of the file `source`, and `also` the further ones."""

    def __init__(self, source: str, line: int, message: str, also: tuple[tuple[int, str], ...] = ()) -> None:
        super().__init__(source, line, message, also)
        self.source = source
        self.line = line
        self.message = message
        self.also = also

    @property
    def lines(self) -> list[str]:
        """A line `path:line: message` for each problem, which may quote anything from the file."""
        places = ((self.line, self.message), *self.also)
        return [f"{self.source}:{line}: {message}" for line, message in places]

    def __str__(self) -> str:
        """Return the lines as one text."""
        return "\n".join(self.lines)
