"""Logseq's file names: the page that a file name stands for, and back; also which names a file may have at all."""

import re
import unicodedata
from typing import Literal

Encoding = Literal["plain", "triple-lowbar", "legacy"]

_PERCENT_RUN = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_LOOKS_ENCODED = re.compile(r"%(?=[0-9A-Fa-f]{2})")
_RESERVED_CHARACTER = re.compile(r'[:*?"<>|#\\\x00-\x1f]')
_ILLEGAL = re.compile(r'[*"\\<>:|?\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]|\A[. ]|[. ]\Z')
_WINDOWS_DEVICE = re.compile(r"con|prn|aux|nul|com[1-9]|lpt[1-9]", re.IGNORECASE)
_LONGEST = 250
"""Bytes that a file name may have on every common file system, less those of `.md`."""


def percent_decoded(text: str) -> str:
    """Decode each run of `%XX` that is UTF-8; what is not stays as it is."""
    return _PERCENT_RUN.sub(_decoded, text) if "%" in text else text


def _decoded(run: re.Match[str]) -> str:
    try:
        return bytes.fromhex(run.group().replace("%", "")).decode()
    except UnicodeDecodeError:
        return run.group()


def page_name(stem: str, encoding: Encoding) -> str:
    """Give the page name that a file name without its extension stands for."""
    if encoding == "plain":
        return stem
    separator = "___" if encoding == "triple-lowbar" else "."
    segments = percent_decoded(stem.replace(separator, "/")).split("/")
    return "/".join(filter(None, segments)) or stem


def file_stem(page: str, encoding: Encoding) -> str:
    """Give the file name, without its extension, that Logseq would store a page under."""
    name = unicodedata.normalize("NFC", page).removeprefix("/").removesuffix("/")
    if encoding == "plain":
        return name
    name = _RESERVED_CHARACTER.sub(_encoded, _LOOKS_ENCODED.sub("%25", name))
    if encoding == "legacy":
        return name.replace(".", "%2E").replace("/", "%2F")
    # Underscores that a reader would take for a part of the separator are written out.
    name = name.replace("___", "%5F%5F%5F").replace("_/", "%5F/").replace("/_", "/%5F")
    if name.endswith(".") or _WINDOWS_DEVICE.fullmatch(name):
        name += "/"
    return name.replace("/", "___")


def _encoded(character: re.Match[str]) -> str:
    return f"%{ord(character.group()):02X}"


def is_legal(path: str) -> bool:
    """May files be called like this, segment by segment, on every common system, and would a vault show them?"""
    return all(
        segment
        and not _ILLEGAL.search(segment)
        and not _WINDOWS_DEVICE.fullmatch(segment.partition(".")[0])
        and len(segment.encode(errors="replace")) <= _LONGEST
        for segment in path.split("/")
    )
