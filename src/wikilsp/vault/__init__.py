"""The model of a vault: its notes and files by name, and what links resolve to.

Other packages may import `vault`, `resolve`, `fragments`, `name_registry` and `ignored_files` (the model and its
queries), `names`, `filenames`, `slugs` and `nearest` (paths and names as text), `changes`, `edit_guard`, `problem`
and `unread` (values and checks about reading and writing), and `daily_notes` (names for dates). All other modules are
internal to these.
"""
