"""Indices over the notes of a vault: links, usages, names, values, unlinked mentions.

Other packages may import `vault_index` (everything, kept in step with a vault), `graph` (links), `uses` (tags and
properties), `name_index`, `names_in_note` and `ranking` (names to complete and search), `lexicon` and
`unlinked_mentions`, and `dependencies` (the names that links depend on). All other modules are internal to these.
"""
