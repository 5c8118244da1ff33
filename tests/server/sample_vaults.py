"""Vaults that several tests share.

On each line with a link, an emoji and Chinese characters come first, so that a column counted in the wrong units is
noticed.
"""

GARDEN = """
    //- .wikilsp.toml
    //- index.md
    > ---
    > aliases: [Start]
    > ---
    > # Index
    >
    > 😀 漢字 [[Bee|蜂]] is one.
    > 😀 漢字 [[Bee#Hive]] is two.
    > 😀 漢字 [[Bee#^sting]] is three.
    > 😀 漢字 [[Nowhere]] is four.
    > 😀 漢字 [five](sub/Bee.md#hive) is five.
    > 😀 漢字 ![[sun.png]] is six.
    > 😀 漢字 #plant/tree is a tag.
    > 😀 漢字 [mood:: good] is a property.
    //- sub/Bee.md
    > # The Bee
    >
    > mood:: good
    >
    > 😀 漢字 #plant buzzes about [[index]].
    >
    > ## Hive
    >
    > 😀 漢字 lives here ^sting
    //- Twin.md
    > 😀 漢字 [[Bee]] and [[202401]].
    > 😀 漢字 has a footnote.[^seven]
    >
    > [^seven]: 😀 漢字 as a bee says.
    //- 202401.md
    > # January
    //- cost $x {y}.md
    //- sun.png
"""

LINKING = """
    //- .wikilsp.toml
    //- a.md
    > 😀 漢字 [[b#New]] is one.
    //- b.md
    > # Old
"""
"""A note links to a heading of another note that exists only after an edit."""

PROTECTED = """
    //- .wikilsp.toml
    //- n.md
    > 😀 a paragraph
    //- inner/.obsidian/app.json
    > {}
    //- inner/a.md
    //- .git/config
"""
"""A vault with a note, a nested vault and a repository."""
