"""Formats findings, facts and changes, as text for people and as data for programs. One module per format."""

from typing import Literal

from msgspec import Struct


class Format(Struct, frozen=True):
    """An output format for findings.

    Its module in this package has a function `render` that takes a `located.Report`. It returns lines for people, who
    see a thing that is missing in several places of a note once; or bytes for programs, with each place.
    """

    module: str
    is_data: bool = True
    """Whether it is for programs."""
    base: Literal["folder", "repository", "root"] = "folder"
    """The folder to which file names are relative: the current one, the repository, or the root of the file system."""


FORMATS = {
    "full": Format("full", is_data=False),
    "concise": Format("concise", is_data=False),
    "grouped": Format("grouped", is_data=False),
    "json": Format("as_json"),
    "jsonl": Format("json_lines"),
    "sarif": Format("sarif", base="repository"),
    "github": Format("github", base="repository"),
    "gitlab": Format("gitlab", base="repository"),
    "junit": Format("junit", base="repository"),
    "azure": Format("azure", base="root"),
}
