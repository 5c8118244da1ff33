"""Editor features: each is a pure function of a vault, its indices, a note and an offset or a span.

One module per feature. A feature returns plain values in code-point offsets, which `server/` converts for the editor.
"""
