"""The model of a vault: its notes and files by name, and what links resolve to."""
