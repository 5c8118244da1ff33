"""Reads and writes the files of vaults: walks folders, loads notes, caches summaries, applies changes."""
