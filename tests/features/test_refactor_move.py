from refactoring import check, refactorings_at


def moves(text):
    return [title for title in refactorings_at(text) if title.startswith("Move section")]


def test_to_the_note_that_the_heading_names():
    check(
        """
        //- a.md
        > [[#Bee]]
        >
        > ## B$0ee
        > text [[#Rest]]
        >
        > ## Rest
        //- sub/bee.md
        > # The bee
        > [[a#Bee]]
        """,
        "Move section to “bee”, leave a link",
        """
        //- a.md
        > [[bee#Bee]]
        >
        > [[bee#Bee]]
        >
        > ## Rest
        //- sub/bee.md
        > # The bee
        > [[bee#Bee]]
        >
        > ## Bee
        > text [[a#Rest]]
        """,
    )


def test_to_a_note_that_already_has_the_heading():
    check(
        "//- a.md\n> [[#Bee]]\n> # B$0ee\n> # Rest\n//- bee.md\n> # Bee\n>\n",
        "Move section to “bee”, leave a link",
        "//- a.md\n> [[bee#Bee]]\n> [[bee]]\n> # Rest\n//- bee.md\n> # Bee\n>\n> # Bee",
    )


def test_target_notes():
    notes = "//- b.md\n> aliases:: the bee\n//- c.md\n//- d.md\n//- e.md\n"
    assert moves(f"//- a.md\n> x\n> # The bee$0\n> [[c]]\n{notes}") == ["Move section to “b”, leave a link"]
    assert moves(f"//- a.md\n> x\n> # See [[c]]$0\n> [[d]]\n{notes}") == ["Move section to “c”, leave a link"]
    assert moves(f"//- a.md\n> x\n> # Other$0\n> [[d]] [c](c.md) [[d]] [[b]] [[e]]\n{notes}") == [
        "Move section to “d”, leave a link",
        "Move section to “c”, leave a link",
        "Move section to “b”, leave a link",
    ]


def test_no_target_note():
    assert not moves("//- a.md\n> x\n> # A$0\n> [[#A]] [[a]] [[nothing]] ![[i.png]]\n//- i.png\n")
    assert not moves("//- a.md\n> [[b$0]]\n> # A\n//- b.md\n")
    assert not moves("//- a.md\n> x\n>\n> # B$0\n> alias:: c\n//- b.md\n")


def test_a_link_to_it_in_the_front_matter_keeps_its_quotes():
    check(
        """
        //- a.md
        > # a
        >
        > ## it's me$0
        //- b.md
        > ---
        > up: ['[[a#it''s me]]', "[[a#it's me]]"]
        > ---
        //- it's me.md
        """,
        "Move section to “it's me”, leave a link",
        """
        //- a.md
        > # a
        >
        > [[it's me#it's me]]
        //- b.md
        > ---
        > up: ['[[it''s me#it''s me]]', "[[it's me#it's me]]"]
        > ---
        //- it's me.md
        > ## it's me
        """,
    )
