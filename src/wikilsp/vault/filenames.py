"""Converts between Logseq's page names and file names, and checks which file names are legal."""

import re
import unicodedata
from typing import Literal

Encoding = Literal["plain", "triple-lowbar", "legacy"]

_PERCENT_RUN = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_MISLEADING_PERCENT = re.compile(r"%(?=[0-9A-Fa-f]{2})")
_RESERVED_CHARACTER = re.compile(r'[:*?"<>|#\\\x00-\x1f]')
_ILLEGAL = re.compile(r'[*"\\<>:|?\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]|\A[. ]|[. ]\Z')
_WINDOWS_DEVICE = re.compile(r"con|prn|aux|nul|com[1-9]|lpt[1-9]", re.IGNORECASE)
_MAX_BYTES = 250
"""Less than the 255 bytes that common file systems allow for a file name, to leave room for `.md`."""


def percent_decode(text: str) -> str:
    """Decode each run of `%XX` that is valid UTF-8, and keep the others."""
    return _PERCENT_RUN.sub(_decode, text) if "%" in text else text


def _decode(run: re.Match[str]) -> str:
    try:
        return bytes.fromhex(run.group().replace("%", "")).decode()
    except UnicodeDecodeError:
        return run.group()


def page_name(stem: str, encoding: Encoding) -> str:
    """Return the Logseq page name that a file name without its extension stands for."""
    if encoding == "plain":
        return stem
    separator = "___" if encoding == "triple-lowbar" else "."
    segments = percent_decode(stem.replace(separator, "/")).split("/")
    return "/".join(filter(None, segments)) or stem


def file_stem(page: str, encoding: Encoding) -> str:
    """Return the file name, without its extension, under which Logseq stores a page."""
    name = unicodedata.normalize("NFC", page).removeprefix("/").removesuffix("/")
    if encoding == "plain":
        return name
    name = _RESERVED_CHARACTER.sub(_encode, _MISLEADING_PERCENT.sub("%25", name))
    if encoding == "legacy":
        return name.replace(".", "%2E").replace("/", "%2F")
    # Encode the underscores that would be read as part of a separator.
    name = name.replace("___", "%5F%5F%5F").replace("_/", "%5F/").replace("/_", "/%5F")
    # Windows drops a final dot and reserves the names of devices, so append a separator, which `page_name` drops.
    if name.endswith(".") or _WINDOWS_DEVICE.fullmatch(name):
        name += "/"
    return name.replace("/", "___")


def _encode(character: re.Match[str]) -> str:
    return f"%{ord(character.group()):02X}"


def is_legal(path: str) -> bool:
    """Whether every segment is a legal name on all common file systems, and not hidden by a leading dot."""
    return all(
        segment
        and not _ILLEGAL.search(segment)
        and not _WINDOWS_DEVICE.fullmatch(segment.partition(".")[0])
        and len(segment.encode(errors="replace")) <= _MAX_BYTES
        for segment in path.split("/")
    )
