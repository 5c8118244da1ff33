"""Indices over the notes of a vault: links, usages, names, values, unlinked mentions.

Other packages may import `graph` (links), `uses` (tags and properties), `name_list`, `name_index` and `ranking`
(names to complete and search), `unlinked_mentions`, and `change_cursor`, with which an index follows a vault. All
other modules are internal to these.
"""
