"""TOML text -> Settings. Given the text and the codes of the rules, never a file; every error points at its line."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from operator import attrgetter
from types import MappingProxyType
from typing import Any, NamedTuple

from msgspec import UNSET, convert
from msgspec.structs import replace

from wikilsp.settings.lines import Keys, TomlLimitError
from wikilsp.settings.options import DIALECT_OPTIONS, Options
from wikilsp.settings.presets import PRESETS
from wikilsp.settings.problems import Problem, hyphened, meaningless, misshapen
from wikilsp.settings.size import bytes_of
from wikilsp.settings.values import Dialect, Settings, Severity

Written = Mapping[str, Any]
"""Options as TOML or JSON gives them."""
NOTHING: Written = MappingProxyType({})

_TABLES = frozenset(("links", "properties", "tags", "files", "new-notes", "rules", "per-file-ignores"))
_MOST_PROBLEMS = 20
"""Problems of one file that are told: who reads them mends those, and looks again."""
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


class SettingsError(Exception):
    """Settings that cannot be used: what is wrong at the 1-based `line` of the file `source`, and `also` at others."""

    def __init__(self, source: str, line: int, message: str, also: tuple[tuple[int, str], ...] = ()) -> None:
        super().__init__(source, line, message, also)
        self.source = source
        self.line = line
        self.message = message
        self.also = also

    @property
    def lines(self) -> list[str]:
        """A line `path:line: message` for each thing that is wrong, which may quote anything from the file."""
        places = ((self.line, self.message), *self.also)
        return [f"{self.source}:{line}: {message}" for line, message in places]

    def __str__(self) -> str:
        """Give these lines as one text."""
        return "\n".join(self.lines)


def default_settings(*, logseq: bool = False, over: Written = NOTHING) -> Settings:
    """Give the settings of a vault that has no settings file; `logseq` if it has a `logseq/config.edn`.

    `over` are options without a problem that outrank all others.
    """
    return _settings(convert(_with_hyphens(over), Options), logseq=logseq)


def load_settings(
    text: str,
    *,
    codes: Collection[str],
    table: tuple[str, ...] = (),
    source: str,
    logseq: bool = False,
    over: Written = NOTHING,
) -> Settings:
    """Read settings from the TOML text of the file `source`.

    `codes` are those of all rules, `table` is where the settings stand in the file, such as `("tool", "wikilsp")`, and
    `logseq` says whether the vault has a `logseq/config.edn`. `over` are options without a problem that outrank those
    of the file. Raises `SettingsError`.
    """
    toml = read_toml(text, source)
    written = _table(toml.tree, table)
    _raise(misshapen(written, codes), toml.keys, table, source)
    tree = _with_hyphens(written)
    _raise(meaningless(convert(tree, Options), codes), toml.keys, table, source)
    return _settings(convert(_merged(tree, _with_hyphens(over)), Options), logseq=logseq)


def option_problems(written: Any, codes: Collection[str]) -> list[str]:
    """Say what is wrong with options that stand in no file, as messages; nothing if they can be used."""
    found = list(islice(misshapen(written, codes), _MOST_PROBLEMS)) or list(
        islice(meaningless(convert(_with_hyphens(written), Options), codes), _MOST_PROBLEMS)
    )
    return [problem.message for problem in found]


class Toml(NamedTuple):
    """A TOML text that was read: what it says, and where."""

    tree: dict[str, Any]
    keys: Keys


def read_toml(text: str, source: str) -> Toml:
    """Read the TOML text of the file `source`. Raise `SettingsError`."""
    import tomllib  # noqa: PLC0415 - many vaults have no settings file

    try:
        return Toml(keys=Keys(text), tree=tomllib.loads(text))
    except TomlLimitError as error:
        raise SettingsError(source, error.line, f"this TOML cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        line = int(place[1]) if place and place[1] else text.rstrip().count("\n") + 1
        message = _TOML_PLACE.sub("", str(error))
        raise SettingsError(source, line, f"this is not TOML: {message[:1].lower()}{message[1:]}") from error
    except (ValueError, RecursionError) as error:
        # Nothing is known that comes here: the limits are far below those of Python.
        raise SettingsError(source, 1, f"this TOML cannot be read: {error}") from error


def _table(tree: Any, names: Iterable[str]) -> Any:
    """Give what stands at the table of that name, an empty table if nothing does."""
    for name in names:
        tree = tree.get(name, {}) if isinstance(tree, dict) else {}
    return tree


def _raise(problems: Iterator[Problem], keys: Keys, table: tuple[str, ...], source: str) -> None:
    """Raise one error for the first problems, if there are any."""
    found = list(islice(problems, _MOST_PROBLEMS))
    places = sorted((keys.line(table + problem.path), problem.message) for problem in found)
    if further := next(problems, None):
        places.append((keys.line(table + further.path), f"more is wrong; these are the first {_MOST_PROBLEMS} things"))
    if places:
        raise SettingsError(source, *places[0], tuple(places[1:]))


def _merged(below: Written, above: Written) -> dict[str, Any]:
    """Let some options outrank others, one by one."""
    tables = {name: {**below[name], **above[name]} for name in below.keys() & above.keys() if name in _TABLES}
    return {**below, **above, **tables}


def _with_hyphens(written: Written) -> dict[str, Any]:
    """Give all names in their documented form. The keys of `per-file-ignores` are globs, not names."""
    tree: dict[str, Any] = {}
    for key, value in written.items():
        name = hyphened(key)
        is_table = isinstance(value, Mapping) and name != "per-file-ignores"
        tree[name] = {hyphened(inner): item for inner, item in value.items()} if is_table else value
    return tree


def _settings(given: Options, *, logseq: bool) -> Settings:
    preset = given.preset or ("logseq" if logseq else "obsidian")
    dialect = Dialect(preset=preset)
    for options in (PRESETS[preset], given):
        values = {name: attrgetter(option)(options) for option, name in DIALECT_OPTIONS}
        dialect = replace(dialect, **{name: value for name, value in values.items() if value is not UNSET})
    levels = {**PRESETS[preset].rules, **given.rules}
    settings = Settings(
        dialect=dialect,
        severities={code: Severity[level.upper()] for code, level in levels.items()},
        exclude=given.exclude,
        per_file_ignores={glob: tuple(map(hyphened, codes)) for glob, codes in given.per_file_ignores.items()},
        ignore_targets=given.ignore_targets,
        cache=given.cache,
        new_note_folder=given.new_notes.folder.strip("/"),
        new_note_template=given.new_notes.template,
    )
    return replace(settings, max_size=bytes_of(given.files.max_size)) if given.files.max_size else settings
