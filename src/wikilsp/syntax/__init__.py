"""Parses the text of a note into facts."""
