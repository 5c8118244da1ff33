"""A language server and a linter for notes written in a wikilink dialect of Markdown."""

__version__ = "0.1.0"
DOCS_URL: str | None = None
"""Where the documentation is published; while there is no such place, no report names one."""
