"""Indices over the notes of a vault: links, usages, names, values, unlinked mentions."""
