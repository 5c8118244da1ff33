"""Validates settings: unknown names, wrong values, globs that cannot match."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from msgspec import Struct, ValidationError, convert
from msgspec.structs import fields

from wikilsp.settings.glob import LONGEST, GlobError, parse_glob
from wikilsp.settings.globs import MOST_CHARACTERS
from wikilsp.settings.options import EditorOptions, Level, Options
from wikilsp.settings.size import parse_size
from wikilsp.settings.values import MAX_NOTE_SIZE
from wikilsp.wording import did_you_mean, nearest, shorten

_SIZE = f'a number of bytes or a size such as "5 MB", at most {MAX_NOTE_SIZE // 1_000_000:,} MB'


class Problem(NamedTuple):
    """A problem with the key at `path`, spelled as in the settings."""

    path: tuple[str, ...]
    message: str


def shape_problems(written: Any, codes: Collection[str]) -> Iterator[Problem]:
    """Yield unknown names and values of the wrong type. Without any, `written` can be converted to `Options`."""
    yield from _table_problems(written, _shape(Options) | {"rules": dict.fromkeys(codes, Level)}, ())


def value_problems(options: Options, codes: Collection[str]) -> Iterator[Problem]:
    """Yield globs that cannot match, unknown rule codes, and values that exceed a limit."""
    for path, listed in (
        (("exclude",), options.exclude),
        (("ignore-targets",), options.ignore_targets),
        (("ignore-targets-of",), options.ignore_targets_of),
        (("properties", "list-keys"), options.properties.list_keys or ()),
        (("per-file-ignores",), options.per_file_ignores),
    ):
        if len(listed) + sum(map(len, listed)) > MOST_CHARACTERS:
            yield Problem(path, f"{_quote(path)} is longer than {MOST_CHARACTERS:,} characters in total")
            return
    if options.files.max_size and parse_size(options.files.max_size) > MAX_NOTE_SIZE:
        yield Problem(("files", "max-size"), f"“files.max-size” must be {_SIZE}, not “{options.files.max_size}”")
    for glob in options.exclude:
        yield from _glob_problems(glob, ("exclude",))
    for glob in options.ignore_targets:
        if len(glob) > LONGEST:
            yield Problem(("ignore-targets",), f"“{shorten(glob)}” is longer than {LONGEST:,} characters")
    for glob, listed in options.per_file_ignores.items():
        path = ("per-file-ignores", glob)
        yield from _glob_problems(glob, path)
        for code in listed:
            if hyphenate(code) not in codes:
                yield Problem(path, _unknown_rule(code, codes))


def hyphenate(name: str) -> str:
    """Return the documented form of a name, in which `-` and `_` are equivalent."""
    return name.replace("_", "-")


def _shape(table: type[Struct]) -> dict[str, Any]:
    """Return the type of each key of a table; for a nested table, its shape."""
    shape: dict[str, Any] = {}
    for field in fields(table):
        is_table = isinstance(field.type, type) and issubclass(field.type, Struct)
        shape[field.encode_name] = _shape(field.type) if is_table else field.type
    return shape


def _table_problems(written: Any, shape: Mapping[str, Any], above: tuple[str, ...]) -> Iterator[Problem]:
    if not isinstance(written, dict):
        yield Problem(above, f"{_quote(above) if above else 'the settings'} must be a table")
        return
    names = set()
    for key, value in written.items():
        name, path = hyphenate(key), (*above, key)
        if name not in shape:
            yield Problem(path, _unknown(path, shape))
        elif name in names:
            yield Problem(path, f"{_quote(path)} is set twice: “-” and “_” are equivalent")
        elif isinstance(shape[name], Mapping):
            yield from _table_problems(value, shape[name], path)
        else:
            yield from _type_problems(value, shape[name], path)
        names.add(name)


def _type_problems(value: Any, kind: Any, path: tuple[str, ...]) -> Iterator[Problem]:
    if _fits(value, kind):
        if any(map(_has_surrogate, _strings(value))):
            yield Problem(path, f"{_quote(path)} contains half of a character, an unpaired surrogate")
        return
    if isinstance(value, dict) and _is_table(kind):
        for key, item in value.items():
            if not _fits({key: item}, kind):
                yield Problem((*path, key), f'{_quote((*path, key))} must be a list of strings, such as ["one", "two"]')
        return
    actual = f", not “{shorten(value)}”" if isinstance(value, str) else ""
    yield Problem(path, f"{_quote(path)} must be {_describe_expected(kind)}{actual}{_suggestion(value, kind)}")


def _strings(value: Any) -> Iterator[str]:
    """Yield all strings in a value of the right type."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for item in value:
            yield from _strings(item)
        if isinstance(value, dict):
            yield from _strings(list(value.values()))


def _has_surrogate(text: str) -> bool:
    # Impossible in TOML, but not in the JSON that an editor sends.
    return not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text)


def _fits(value: Any, kind: Any) -> bool:
    try:
        convert(value, kind)
    except (ValidationError, UnicodeEncodeError):  # the latter for an unpaired surrogate
        return False
    return True


def _is_table(kind: Any) -> bool:
    return _fits({}, kind)


def _suggestion(value: Any, kind: Any) -> str:
    """Return the end of a message that suggests the most similar of the allowed words."""
    from msgspec import inspect  # noqa: PLC0415 - needed for errors only

    info = inspect.type_info(kind)
    info = info.type if isinstance(info, inspect.Metadata) else info
    choices = getattr(info, "values", ())
    return did_you_mean(nearest(value, map(str, choices))) if isinstance(value, str) and choices else ""


def _describe_expected(kind: Any) -> str:
    """Return a description of the values that a type allows."""
    from msgspec import inspect  # noqa: PLC0415 - needed for errors only

    info = inspect.type_info(kind)
    match info.type if isinstance(info, inspect.Metadata) else info:
        case inspect.LiteralType(values=values):
            expected = "one of " + ", ".join(f"“{value}”" for value in values)
        case inspect.BoolType():
            expected = "true or false"
        case inspect.IntType(ge=least, le=most):
            expected = f"an integer from {least} to {most:,}"
        case inspect.StrType(pattern=None):
            expected = 'a format of dates, such as "YYYY-MM-DD"'
        case inspect.StrType():
            expected = 'a path relative to the root of the vault, such as "notes/new"'
        case inspect.UnionType(types=types) if any(isinstance(kind, inspect.BoolType) for kind in types):
            expected = 'false, or a list of folders, such as ["templates"]'
        case inspect.VarTupleType():
            expected = 'a list of strings, such as ["one", "two"]'
        case inspect.DictType():
            expected = 'a table of lists, such as "drafts/**" = ["missing-note"]'
        case _:
            expected = _SIZE
    return expected


def _unknown(path: tuple[str, ...], known: Collection[str]) -> str:
    """Return the message for an unknown setting or rule, with the most similar name of its table or of another one."""
    *above, key = map(hyphenate, path)
    if above == ["rules"]:
        return _unknown_rule(path[-1], known)
    if ".".join((*above, key)) in _all_settings(_shape(EditorOptions)):
        return f"{_quote(path)} is a setting of the editor, so set it there"
    if near := nearest(key, known):
        near = ".".join((*above, near))
    else:
        everywhere = {setting.rpartition(".")[2]: setting for setting in _all_settings(_shape(Options))}
        near = everywhere.get(nearest(key, everywhere) or "")
    return f"no setting is named {_quote(path)}" + (did_you_mean(near) or f"; expected one of {', '.join(known)}")


def _unknown_rule(code: str, codes: Collection[str]) -> str:
    near = did_you_mean(nearest(hyphenate(code), codes))
    return f"no rule is named “{shorten(code)}”" + (near or "; `wikilsp rule` lists them all")


def _all_settings(shape: Mapping[str, Any]) -> Iterator[str]:
    for name, kind in shape.items():
        if isinstance(kind, Mapping):
            yield from (f"{name}.{inner}" for inner in _all_settings(kind))
        yield name


def _glob_problems(glob: str, path: tuple[str, ...]) -> Iterator[Problem]:
    try:
        if parse_glob(glob) is None:
            yield Problem(path, f"“{shorten(glob)}” cannot match any file")
    except GlobError as error:
        yield Problem(path, f"“{shorten(glob)}” {error}")


def _quote(path: Iterable[str]) -> str:
    return f"“{shorten('.'.join(path))}”"
