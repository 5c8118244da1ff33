"""A language server and a linter for notes written in a wikilink dialect of Markdown."""

__version__ = "0.1.0"
DOCS_URL: str | None = None
"""URL of the published documentation. None, so reports do not link to it."""
