"""How a link may spell a path, in the manner in which it spells it now. Knows no vault, and thus not what it means."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from wikilsp.syntax.destination import escaped
from wikilsp.vault.names import fold_path, is_note, joined, relative, without_extension

_RELATIVE = re.compile(r"\.\.?(?:/|\Z)")
_ENCODED_LETTER = re.compile(r"%[89A-Fa-f][0-9A-Fa-f]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def wikilink_texts(text: str, old: str, new: str, folder: str) -> Iterator[str]:
    """Give what a wikilink that says `text` and leads to `old` may say to lead to `new`, the best first.

    `folder` is that of the note in which the link will stand.
    """
    spelled = _with_or_without_extension(text, old, new)
    segments = text.count("/") + 1
    for path in spelled:
        if text.startswith("/"):
            yield f"/{path}"
        elif _RELATIVE.match(text):
            yield _relative_text(text, folder, path)
        elif segments > 1 and is_path(text, old):
            yield path
        else:
            yield from _endings(path, segments)
    for path in spelled:
        yield from _endings(path, 1)
        yield f"/{path}"


def folder_texts(text: str, new: str) -> Iterator[str]:
    """Give what a wikilink may say that opens the index note at `new` by the name of its folder."""
    slash = "/" if text.endswith("/") else ""
    yield from (f"{ending}{slash}" for ending in _endings(new.rpartition("/")[0], text.strip("/").count("/") + 1))


def destination_texts(text: str, old: str, new: str, old_folder: str, folder: str) -> Iterator[str]:
    """Give what a Markdown link that says `text` may say, decoded, the best first; see `wikilink_texts`."""
    slash = "/" if text.endswith("/") else ""
    spelled = [f"{path}{slash}" for path in _with_or_without_extension(text, old, new)]
    if text.startswith("/"):
        yield from (f"/{path}" for path in spelled)
    elif not is_relative(text, old, old_folder) and is_path(text, old):
        yield from spelled
    yield from (_relative_text(text, folder, path) for path in spelled)
    yield from (f"/{path}" for path in spelled)
    # A slash at the end tells a folder from a note of its name.
    yield f"{_relative_text(text, folder, new)}/"


def is_relative(text: str, path: str, folder: str) -> bool:
    """Does a destination lead to `path` from `folder`, with every folder named as it is?"""
    return not text.startswith("/") and _is_same(joined(folder, text), path)


def is_path(text: str, path: str) -> bool:
    """Does a text lead to `path` from the root, with every folder named as it is?"""
    return _is_same(joined("", text), path)


def outside(folder: str, text: str) -> str:
    """Give where a relative path leads that leaves the root, seen from the root."""
    segments = folder.split("/") if folder else []
    for segment in text.split("/"):
        if segment == ".." and segments and segments[-1] != "..":
            segments.pop()
        elif segment not in ("", "."):
            segments.append(segment)
    return "/".join(segments)


def encoded(text: str, raw: str, decoded: str, *, angles: bool) -> str:
    """Write a path as a destination, in the way in which `decoded` is written as `raw`; `angles`: between `<` and `>`.

    What does not change is written as it was.
    """
    written = raw.split("/")
    names = decoded.split("/")
    known = dict(zip(names, written, strict=True)) if len(names) == len(written) else {}
    every_letter = bool(_ENCODED_LETTER.search(raw))

    def newly(name: str) -> str:
        made = escaped(name, in_angles=angles and "%" not in raw)
        return _NOT_ASCII.sub(lambda match: quote(match.group()), made) if every_letter else made

    return "/".join(known.get(name) or newly(name) for name in text.split("/"))


def _with_or_without_extension(text: str, old: str, new: str) -> Sequence[str]:
    """Give the spellings of a note's path, that without the extension first unless the link has it now."""
    name = fold_path(old.rpartition("/")[2])
    if not is_note(new) or (is_note(old) and fold_path(text.rpartition("/")[2]) == name):
        return (new,)
    return (without_extension(new), new)


def _endings(path: str, least: int) -> Iterator[str]:
    """Give the last segments of a path, at least so many, the shortest first."""
    segments = path.split("/")
    for start in range(max(len(segments) - least, 0), -1, -1):
        yield "/".join(segments[start:])


def _relative_text(text: str, folder: str, path: str) -> str:
    found = relative(folder, path)
    return f"./{found}" if text.startswith("./") and not found.startswith(".") else found


def _is_same(found: str | None, path: str) -> bool:
    return found is not None and fold_path(found) in (fold_path(path), fold_path(without_extension(path)))
