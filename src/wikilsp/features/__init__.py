"""Editor features: each is a pure function of a vault, its indices, a note and an offset or a span.

One module per feature. A feature returns plain values in code-point offsets, which `server/` converts for the editor.

Other packages may import `definition`, `references`, `highlight`, `hover`, `preview`, `hierarchy`, `lenses`, `hints`,
`document_links`, `link_preview`, `built_in_ranges`, `symbols`, `workspace_symbols`, `folding`, `selection`, `tokens`,
`completion`, `rename`, `refactorings`, `quick_fixes`, `spellings` and `ignoring` (the features), `answers`, `offers`
and `rendering` (their results), and `needs` (the notes that they depend on). All other modules are internal to these.
"""
