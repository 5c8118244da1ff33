"""What is wrong with the settings that somebody wrote: unknown names, wrong values, globs that match nothing."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from msgspec import Struct, ValidationError, convert
from msgspec.structs import fields

from wikilsp.settings.glob import LONGEST, GlobError, parse_glob
from wikilsp.settings.globs import MOST_CHARACTERS
from wikilsp.settings.options import LARGEST_NOTE, Level, Options
from wikilsp.settings.size import bytes_of
from wikilsp.wording import did_you_mean, nearest, shortened

_SIZE = f'a number of bytes or a size such as "5 MB", {LARGEST_NOTE // 1_000_000:,} MB at most'


class Problem(NamedTuple):
    """What is wrong with the key at `path`, which is spelled as it is written."""

    path: tuple[str, ...]
    message: str


def misshapen(written: Any, codes: Collection[str]) -> Iterator[Problem]:
    """Find the names that do not exist and the values of a wrong kind. Once there is none, `Options` can be made."""
    yield from _misshapen(written, _shape(Options) | {"rules": dict.fromkeys(codes, Level)}, ())


def meaningless(options: Options, codes: Collection[str]) -> Iterator[Problem]:
    """Find the globs that can match nothing, the codes of no rule, and what goes beyond a limit."""
    for path, listed in (
        (("exclude",), options.exclude),
        (("ignore-targets",), options.ignore_targets),
        (("properties", "list-keys"), options.properties.list_keys or ()),
        (("per-file-ignores",), options.per_file_ignores),
    ):
        if len(listed) + sum(map(len, listed)) > MOST_CHARACTERS:
            yield Problem(path, f"{_quoted(path)} is longer than {MOST_CHARACTERS:,} characters in all")
            return
    if options.files.max_size and bytes_of(options.files.max_size) > LARGEST_NOTE:
        yield Problem(("files", "max-size"), f"“files.max-size” must be {_SIZE}, not “{options.files.max_size}”")
    for glob in options.exclude:
        yield from _bad_glob(glob, ("exclude",))
    for glob in options.ignore_targets:
        if len(glob) > LONGEST:
            yield Problem(("ignore-targets",), f"“{shortened(glob)}” is longer than {LONGEST:,} characters")
    for glob, listed in options.per_file_ignores.items():
        path = ("per-file-ignores", glob)
        yield from _bad_glob(glob, path)
        for code in listed:
            if hyphened(code) not in codes:
                yield Problem(path, _unknown_rule(code, codes))


def hyphened(name: str) -> str:
    """Give the documented form of a name: `-` and `_` are the same."""
    return name.replace("_", "-")


def _shape(table: type[Struct]) -> dict[str, Any]:
    """Give what each key of a table must be: a type, or the shape of a table."""
    shape: dict[str, Any] = {}
    for field in fields(table):
        is_table = isinstance(field.type, type) and issubclass(field.type, Struct)
        shape[field.encode_name] = _shape(field.type) if is_table else field.type
    return shape


def _misshapen(written: Any, shape: Mapping[str, Any], above: tuple[str, ...]) -> Iterator[Problem]:
    if not isinstance(written, dict):
        yield Problem(above, f"{_quoted(above) if above else 'what holds the settings'} must be a table")
        return
    names = set()
    for key, value in written.items():
        name, path = hyphened(key), (*above, key)
        if name not in shape:
            yield Problem(path, _unknown(path, shape))
        elif name in names:
            yield Problem(path, f"{_quoted(path)} is set twice: “-” and “_” are the same")
        elif isinstance(shape[name], Mapping):
            yield from _misshapen(value, shape[name], path)
        else:
            yield from _wrong_value(value, shape[name], path)
        names.add(name)


def _wrong_value(value: Any, kind: Any, path: tuple[str, ...]) -> Iterator[Problem]:
    if _fits(value, kind):
        if any(map(_is_broken, _texts(value))):
            yield Problem(path, f"{_quoted(path)} holds half of a character: a surrogate without the other one")
        return
    if isinstance(value, dict) and _is_table(kind):
        for key, item in value.items():
            if not _fits({key: item}, kind):
                yield Problem((*path, key), f'{_quoted((*path, key))} must be a list of texts, such as ["one", "two"]')
        return
    given = f", not “{shortened(value)}”" if isinstance(value, str) else ""
    yield Problem(path, f"{_quoted(path)} must be {_wanted(kind)}{given}{_near_choice(value, kind)}")


def _texts(value: Any) -> Iterator[str]:
    """Return all texts in a value that fits its kind."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for item in value:
            yield from _texts(item)
        if isinstance(value, dict):
            yield from _texts(list(value.values()))


def _is_broken(text: str) -> bool:
    # TOML cannot say such a thing, but the JSON of an editor can.
    return not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text)


def _fits(value: Any, kind: Any) -> bool:
    try:
        convert(value, kind)
    except (ValidationError, UnicodeEncodeError):  # half a character, as JSON may have it, is never a value
        return False
    return True


def _is_table(kind: Any) -> bool:
    return _fits({}, kind)


def _near_choice(value: Any, kind: Any) -> str:
    """Say which of the allowed words was likely meant."""
    from msgspec import inspect  # noqa: PLC0415 - only an error asks

    info = inspect.type_info(kind)
    info = info.type if isinstance(info, inspect.Metadata) else info
    choices = getattr(info, "values", ())
    return did_you_mean(nearest(value, map(str, choices))) if isinstance(value, str) and choices else ""


def _wanted(kind: Any) -> str:
    """Say what values a type allows."""
    from msgspec import inspect  # noqa: PLC0415 - only an error asks

    info = inspect.type_info(kind)
    match info.type if isinstance(info, inspect.Metadata) else info:
        case inspect.LiteralType(values=values):
            wanted = "one of " + ", ".join(f"“{value}”" for value in values)
        case inspect.BoolType():
            wanted = "true or false"
        case inspect.IntType(ge=least, le=most):
            wanted = f"a whole number from {least} to {most:,}"
        case inspect.StrType():
            wanted = 'a path from the root of the vault, such as "notes/new"'
        case inspect.VarTupleType():
            wanted = 'a list of texts, such as ["one", "two"]'
        case inspect.DictType():
            wanted = 'a table of lists, such as "drafts/**" = ["missing-note"]'
        case _:
            wanted = _SIZE
    return wanted


def _unknown(path: tuple[str, ...], known: Collection[str]) -> str:
    """Say that there is no such setting or rule, and what was likely meant: a name of this table or of another."""
    *above, key = map(hyphened, path)
    if above == ["rules"]:
        return _unknown_rule(path[-1], known)
    if near := nearest(key, known):
        near = ".".join((*above, near))
    else:
        everywhere = {setting.rpartition(".")[2]: setting for setting in _all_settings(_shape(Options))}
        near = everywhere.get(nearest(key, everywhere) or "")
    return f"no setting is named {_quoted(path)}" + (did_you_mean(near) or f"; there are {', '.join(known)}")


def _unknown_rule(code: str, codes: Collection[str]) -> str:
    near = did_you_mean(nearest(hyphened(code), codes))
    return f"no rule is named “{shortened(code)}”" + (near or "; `wikilsp rule` lists them all")


def _all_settings(shape: Mapping[str, Any]) -> Iterator[str]:
    for name, kind in shape.items():
        if isinstance(kind, Mapping):
            yield from (f"{name}.{inner}" for inner in _all_settings(kind))
        yield name


def _bad_glob(glob: str, path: tuple[str, ...]) -> Iterator[Problem]:
    try:
        if parse_glob(glob) is None:
            yield Problem(path, f"“{shortened(glob)}” is no glob that can match a file")
    except GlobError as error:
        yield Problem(path, f"“{shortened(glob)}” {error}")


def _quoted(path: Iterable[str]) -> str:
    return f"“{shortened('.'.join(path))}”"
