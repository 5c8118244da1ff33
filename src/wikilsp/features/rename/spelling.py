"""The spellings of a path in a link, in the style of its current spelling."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from wikilsp.syntax.destination import decode, encode_path
from wikilsp.vault.names import (
    base_name,
    fold,
    fold_path,
    is_note,
    relative_path,
    resolve_path,
    spell,
    without_extension,
)
from wikilsp.vault.resolve import DENDRON_URL

_RELATIVE = re.compile(r"\.\.?(?:/|\Z)")
_ENCODED_LETTER = re.compile(r"%[89A-Fa-f][0-9A-Fa-f]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def wikilink_texts(text: str, old: str, new: str, folder: str) -> Iterator[str]:
    """Yield the spellings of `new` for a wikilink that now spells `old` as `text`, best first.

    `folder` is the folder of the note that will contain the link. Whether a spelling resolves is not checked.
    """
    if text.startswith(DENDRON_URL):
        vault, _, text = text.rpartition("/")
        yield f"{vault}/{base_name(new)}"
    paths = _with_or_without_extension(text, old, new)
    segments = text.count("/") + 1
    for path in paths:
        if text.startswith("/"):
            yield f"/{path}"
        elif _RELATIVE.match(text):
            yield _relative_text(text, folder, path)
        elif segments > 1 and is_path(text, old):
            yield path
        else:
            yield from _suffixes(path, segments)
    for path in paths:
        yield from _suffixes(path, 1)
        yield f"/{path}"


def folder_texts(text: str, new: str) -> Iterator[str]:
    """Yield the spellings for a wikilink that names the index note at `new` by its folder."""
    slash = "/" if text.endswith("/") else ""
    yield from (f"{ending}{slash}" for ending in _suffixes(new.rpartition("/")[0], text.strip("/").count("/") + 1))


def destination_texts(text: str, old: str, new: str, old_folder: str, folder: str) -> Iterator[str]:
    """Yield the decoded spellings for a Markdown link, best first, like `wikilink_texts`."""
    slash = "/" if text.endswith("/") else ""
    paths = [f"{path}{slash}" for path in _with_or_without_extension(text, old, new)]
    if text.startswith("/"):
        yield from (f"/{path}" for path in paths)
    elif not is_relative(text, old, old_folder) and is_path(text, old):
        yield from paths
    yield from (_relative_text(text, folder, path) for path in paths)
    yield from (f"/{path}" for path in paths)
    # A slash at the end distinguishes a folder from a note with the same name.
    yield f"{_relative_text(text, folder, new)}/"


def respell(text: str, old: str, new: str) -> str:
    """Return the path of a link with its names spelled as in `new`, where they are the last ones of `old`.

    Both paths are the same but for case. Names that do not change, and those above, stay as they are written.
    """
    written, olds, news = (path.rstrip("/").split("/") for path in (text, old, new))
    for at in range(-1, -min(len(written), len(olds)) - 1, -1):
        before, after = olds[at], news[at]
        if fold(written[at]) != fold(before) and at == -1:
            before, after = without_extension(before), without_extension(after)
        if fold(written[at]) != fold(before):
            break
        if spell(before) != spell(after):
            written[at] = after
    return "/".join(written) + text[len(text.rstrip("/")) :]


def is_relative(text: str, path: str, folder: str) -> bool:
    """Whether a destination is the exact relative path of `path` from `folder`."""
    return not text.startswith("/") and _is_same(resolve_path(folder, text), path)


def is_path(text: str, path: str) -> bool:
    """Whether a text is the exact path of `path` from the root."""
    return _is_same(resolve_path("", text), path)


def path_outside(folder: str, text: str) -> str:
    """Return a relative path that leaves the vault as a path from the root."""
    segments = folder.split("/") if folder else []
    for segment in text.split("/"):
        if segment == ".." and segments and segments[-1] != "..":
            segments.pop()
        elif segment not in ("", "."):
            segments.append(segment)
    return "/".join(segments)


def encode_destination(text: str, raw: str, decoded: str, *, angles: bool) -> str:
    """Encode a path as a destination in the style in which `decoded` is encoded as `raw`.

    Unchanged names keep their encoding. `angles`: the destination is between `<` and `>`.
    """
    encoded_names = raw.split("/")
    names = decoded.split("/")
    # In front matter, a destination may be written in several lines.
    is_kept = len(names) == len(encoded_names) and decode(raw) == decoded
    unchanged = dict(zip(names, encoded_names, strict=True)) if is_kept else {}
    every_letter = bool(_ENCODED_LETTER.search(raw))

    def encode_name(name: str) -> str:
        text = encode_path(name, in_angles=angles and "%" not in raw)
        return _NOT_ASCII.sub(lambda match: quote(match.group()), text) if every_letter else text

    return "/".join(unchanged.get(name) or encode_name(name) for name in text.split("/"))


def _with_or_without_extension(text: str, old: str, new: str) -> Sequence[str]:
    """Return the spellings of a note's path, without the extension first unless the link has one now."""
    name = fold_path(old.rpartition("/")[2])
    if not is_note(new) or (is_note(old) and fold_path(text.rpartition("/")[2]) == name):
        return (new,)
    return (without_extension(new), new)


def _suffixes(path: str, least: int) -> Iterator[str]:
    """Yield the last segments of a path, at least `least`, the shortest first."""
    segments = path.split("/")
    for start in range(max(len(segments) - least, 0), -1, -1):
        yield "/".join(segments[start:])


def _relative_text(text: str, folder: str, path: str) -> str:
    found = relative_path(folder, path)
    return f"./{found}" if text.startswith("./") and not found.startswith(".") else found


def _is_same(found: str | None, path: str) -> bool:
    return found is not None and fold_path(found) in (fold_path(path), fold_path(without_extension(path)))
