"""A vault in which one note links to a heading that another one only has while it is edited."""

LINKING = """
    //- .wikilsp.toml
    //- a.md
    > 😀 漢字 [[b#New]] is one.
    //- b.md
    > # Old
"""
