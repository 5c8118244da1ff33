"""Where each setting in force comes from: the command line, a line of a file, the preset, or the defaults."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec import UNSET, Struct, to_builtins
from msgspec.structs import fields

from wikilsp.settings.load import merge_options, read_toml, table_of
from wikilsp.settings.options import DIALECT_OPTIONS, Options
from wikilsp.settings.presets import PRESETS
from wikilsp.settings.source import NO_OPTIONS, RawOptions
from wikilsp.settings.values import Dialect, Preset

Key = tuple[str, ...]
"""A key with the tables that it is in."""

_RULES: Key = ("rules",)
_PER_FILE_IGNORES: Key = ("per-file-ignores",)
_SIZE: Key = ("files", "max-size")
_MAX_SIZE = "5 MB"


class Setting(NamedTuple):
    """A setting: its key, its value as in a settings file, and where it comes from, in words."""

    key: Key
    value: Any
    origin: str


class Source(NamedTuple):
    """Valid options, and a function that returns, in words, where the one with a key comes from."""

    options: RawOptions
    origin: Callable[[Key], str]


def file_source(text: str, table: Key, name: str) -> Source:
    """Return the source for the contents of a valid settings file. `table` is the table that has the settings."""
    toml = read_toml(text, name)
    options = merge_options(table_of(toml.tree, table), NO_OPTIONS)
    return Source(options, lambda key: f"{name}:{toml.keys.line(table + key)}")


def preset_source(preset: Preset) -> Source:
    """Return the source for what a preset changes."""
    ours, defaults = to_builtins(PRESETS[preset]), to_builtins(Options())
    changed = {
        key: {name: item for name, item in value.items() if item != defaults[key].get(name)}
        if isinstance(value, dict)
        else value
        for key, value in ours.items()
        if value != defaults.get(key)
    }
    return Source(changed, lambda _: f"preset “{preset}”")


def list_settings(sources: Sequence[Source], levels: Mapping[str, str]) -> Iterator[Setting]:
    """Yield each setting with its value from the first of the sources that has it, or its default if it has one.

    `levels` are the default severities of all rules, by code.
    """
    for key, default in _defaults(levels):
        if key == _PER_FILE_IGNORES:
            globs = dict.fromkeys(glob for source in sources for glob in table_of(source.options, key))
            yield from (_find((*key, glob), (), sources) for glob in globs)
        elif (setting := _find(key, default, sources)).value not in (None, UNSET):
            yield setting


def _find(key: Key, default: Any, sources: Sequence[Source]) -> Setting:
    for source in sources:
        found = table_of(source.options, key[:-1])
        if isinstance(found, Mapping) and key[-1] in found:
            return Setting(key, found[key[-1]], source.origin(key))
    return Setting(key, default, "default")


def _defaults(levels: Mapping[str, str]) -> Iterator[tuple[Key, Any]]:
    """Yield the key of each setting, with its default, which options of the dialect have in `Dialect`."""
    dialect = {tuple(option.replace("_", "-").split(".")): getattr(Dialect(), name) for option, name in DIALECT_OPTIONS}
    for key, default in _fields(Options, ()):
        if key == _RULES:
            yield from ((("rules", code), level) for code, level in levels.items())
        else:
            yield key, dialect.get(key, _MAX_SIZE if key == _SIZE else default)


def _fields(table: type[Struct], above: Key) -> Iterator[tuple[Key, Any]]:
    for field in fields(table):
        key = (*above, field.encode_name)
        if isinstance(field.type, type) and issubclass(field.type, Struct):
            yield from _fields(field.type, key)
        else:
            yield key, field.default
