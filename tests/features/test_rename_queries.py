"""Renames in queries: certain names change, and the other queries are reported with their places."""

import pytest
from renaming import RenameCase

from wikilsp.features.rename import describe_queries, edits_for_moves, rename_file, rename_key, rename_tag
from wikilsp.settings import Dialect, Settings
from wikilsp.text import apply_edits

LOGSEQ = Settings(dialect=Dialect(preset="logseq", filenames="triple-lowbar"))


def fence(query, language="dataview"):
    return f"```{language}\n{query}\n```"


def renamed(query, rename, *others, settings=None):
    """Return the text of a note with a query after a rename. If the query is reported, nothing in it may change."""
    settings = settings or (LOGSEQ if "#+" in query else Settings())
    case = RenameCase(
        "//- q.md\n" + "".join(f"> {line}\n" for line in query.split("\n")) + "".join(others), settings=settings
    )
    result = rename(case)
    text = apply_edits(case.texts["q.md"], result.changes.edits.get("q.md", ())).removesuffix("\n")
    if result.queries:
        assert text == query
        return "reported"
    return text


# Keys


def key(query, old="status", new="state", **options):
    return renamed(
        query,
        lambda case: rename_key(case.graph, case.uses, old, new, case.read),
        f"//- a.md\n> {old}:: x\n",
        **options,
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("TABLE status", "TABLE state"),
        ('TABLE status AS "Status", this.status', 'TABLE state AS "Status", this.state'),
        (
            'LIST WHERE status = "status" AND contains(status, "x")',
            'LIST WHERE state = "status" AND contains(state, "x")',
        ),
        (
            "LIST\nFROM #status\nWHERE Status != null\nSORT status DESC",
            "LIST\nFROM #status\nWHERE state != null\nSORT state DESC",
        ),
        ("LIST GROUP BY status FLATTEN rows.status", "LIST GROUP BY state FLATTEN rows.state"),
        ("LIST WHERE [[n]].status and file.frontmatter.status", "LIST WHERE [[n]].state and file.frontmatter.state"),
        (
            "LIST WHERE file.status or status(1) or statuses or my-status",
            "LIST WHERE file.status or status(1) or statuses or my-status",
        ),
        ('LIST FROM "status" WHERE x = [[status]]', 'LIST FROM "status" WHERE x = [[status]]'),
    ],
)
def test_a_key_in_dataview(query, expected):
    assert key(fence(query)) == fence(expected)
    assert key(f"> {fence(query)}".replace("\n", "\n> ")) == f"> {fence(expected)}".replace("\n", "\n> ")


@pytest.mark.parametrize(
    "query",
    [
        "TABLE x AS status WHERE status",
        "LIST WHERE any(x, (status) => status)",
        'LIST WHERE row["status"]',
        "LIST WHERE project.status",
        "TASK WHERE status",
        "TABLE {status: 1}",
    ],
)
def test_a_key_that_is_not_certain_in_dataview_is_reported(query):
    assert key(fence(query)) == "reported"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x `= this.status` and `= [[n]].status`", "x `= this.state` and `= [[n]].state`"),
        ("x `= this._status` `= this.2status`", "x `= this._status` `= this.2status`"),
        ("x `= status` `this.status` `= this.statuses`", "x `= status` `this.status` `= this.statuses`"),
        ("x `$= dv.current().status`", "reported"),
        (fence('dv.pages().where(p => p.status == "x")', "dataviewjs"), "reported"),
        (fence('dv.pages().where(p => p["status"])', "dataviewjs"), "reported"),
        (fence('dv.pages("#x")', "dataviewjs"), fence('dv.pages("#x")', "dataviewjs")),
        (fence("SELECT status", "sql"), fence("SELECT status", "sql")),
        ("{{query (property status wip)}}", "{{query (property state wip)}}"),
        (
            '- {{query (and [[p]] (property :status "x") (page-property Status))}}',
            '- {{query (and [[p]] (property :state "x") (page-property state))}}',
        ),
        ("- {{query (task status)}}", "- {{query (task status)}}"),
        ("#+BEGIN_QUERY\n{:query [:find ?b (property ?b :status 1)]}\n#+END_QUERY", "reported"),
        ("#+BEGIN_QUERY\n{:query [:find ?b]}\n#+END_QUERY", "#+BEGIN_QUERY\n{:query [:find ?b]}\n#+END_QUERY"),
    ],
)
def test_a_key_in_other_queries(text, expected):
    assert key(text) == expected


def test_a_key_of_several_words_is_written_as_dataview_reads_it():
    case = RenameCase("//- q.md\n> ```dataview\n> TABLE due-date\n> ```\n//- a.md\n> Due date:: x\n")
    result = rename_key(case.graph, case.uses, "due-date", "Review Day", case.read)
    assert apply_edits(case.texts["q.md"], result.changes.edits["q.md"]) == "```dataview\nTABLE review-day\n```\n"


@pytest.mark.parametrize("new", ["a/b", "where", "7 days left", "file"])
def test_a_new_key_that_dataview_would_not_read_as_one_is_reported(new):
    assert key(fence("TABLE status"), new=new) == "reported"


def test_a_key_that_is_a_word_of_the_language_is_reported():
    assert key(fence("TABLE limit"), "limit", "most") == "reported"


# Tags


def tag(query, old="x", new="y/z", **options):
    return renamed(
        query, lambda case: rename_tag(case.graph, case.uses, old, new, case.read), f"//- a.md\n> #{old}\n", **options
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("LIST FROM #x and -#x/sub or #xx", "LIST FROM #y/z and -#y/z/sub or #xx"),
        ('LIST WHERE contains(file.tags, "#X")', 'LIST WHERE contains(file.tags, "#y/z")'),
        ('LIST WHERE icontains(tags, "#x/a") and file.etags', 'LIST WHERE icontains(tags, "#y/z/a") and file.etags'),
        ('LIST FROM "x" WHERE a = "x" and b = [[x]]', 'LIST FROM "x" WHERE a = "x" and b = [[x]]'),
    ],
)
def test_a_tag_in_dataview(query, expected):
    assert tag(fence(query)) == fence(expected)


@pytest.mark.parametrize(
    "text",
    [
        fence('LIST WHERE topic = "#x"'),
        fence('LIST WHERE contains(tags, "x")'),
        fence('dv.pages("#x/sub")', "dataviewjs"),
        fence("dv.pages('#x')", "dataviewjs"),
        '#+BEGIN_QUERY\n[:block/name "x"]\n#+END_QUERY',
        "#+BEGIN_QUERY\n[[x]]\n#+END_QUERY",
    ],
)
def test_a_tag_that_is_not_certain_is_reported(text):
    assert tag(text) == "reported"


def test_a_tag_in_a_query_of_logseq():
    assert tag("- {{query #x}} {{query (and #x #xx)}}", settings=LOGSEQ) == "- {{query #y/z}} {{query (and #y/z #xx)}}"


# Notes and folders


def moved(query, old, new, *others, settings=None):
    files = "".join(f"//- {path}\n" for path in (old if "." in old else f"{old}/n.md", *others))

    def rename(case):
        result = rename_file(case.graph, old, new, case.read)
        by_editor = edits_for_moves(case.graph, {old: new}, case.read)
        assert (by_editor.changes.edits, by_editor.queries) == (result.changes.edits, result.queries)
        return result

    return renamed(query, rename, files, settings=settings)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("LIST FROM [[b]] or outgoing([[sub/b#x|y]])", "LIST FROM [[c]] or outgoing([[sub/c#x|y]])"),
        ('LIST FROM "sub/b" or -"sub/b.md" or "sub"', 'LIST FROM "sub/c" or -"sub/c.md" or "sub"'),
        ('LIST WHERE type = "b" and file.name = "x"', 'LIST WHERE type = "b" and file.name = "x"'),
    ],
)
def test_a_note_in_dataview(query, expected):
    assert moved(fence(query), "sub/b.md", "sub/c.md") == fence(expected)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('LIST FROM "sub" or "sub/" or "sub/n"', 'LIST FROM "x/y" or "x/y/" or "x/y/n"'),
        (
            'LIST FROM "subs" or "other/sub" or #sub\nWHERE a = "b"',
            'LIST FROM "subs" or "other/sub" or #sub\nWHERE a = "b"',
        ),
        ("LIST FROM [[sub/n]]", "LIST FROM [[x/y/n]]"),
    ],
)
def test_a_folder_in_dataview(query, expected):
    assert moved(fence(query), "sub", "x/y") == fence(expected)


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ('LIST WHERE file.name = "b"', "dataview"),
        ('LIST WHERE x = link("b")', "dataview"),
        ('LIST WHERE file.path = "sub/b.md"', "dataview"),
        ("dv.pages('\"sub/b\"')", "dataviewjs"),
        ('dv.page("b")', "dataviewjs"),
        ("dv.pages('[[b]]')", "dataviewjs"),
    ],
)
def test_a_note_that_is_not_certain_is_reported(query, language):
    assert moved(fence(query, language), "sub/b.md", "sub/c.md") == "reported"


def test_a_folder_that_is_not_certain_is_reported():
    assert moved(fence('LIST WHERE file.folder = "sub"'), "sub", "x") == "reported"
    assert moved(fence("dv.pages('\"sub\"')", "dataviewjs"), "sub", "x") == "reported"


def test_a_folder_with_the_name_of_a_note_is_what_dataview_means():
    assert moved(fence('LIST FROM "b"'), "b.md", "c.md", "b/x.md") == fence('LIST FROM "b"')


def test_a_page_of_logseq():
    assert moved("- {{query [[b]]}}", "pages/b.md", "pages/c.md", settings=LOGSEQ) == "- {{query [[c]]}}"
    text = '#+BEGIN_QUERY\n[:block/name "b"]\n#+END_QUERY'
    assert moved(text, "pages/b.md", "pages/c.md", settings=LOGSEQ) == "reported"


# Reports


def test_each_query_is_reported_with_its_place():
    query = fence("TASK WHERE status")
    case = RenameCase(f"//- q.md\n> {query}\n>\n> {query}\n//- r.md\n> x `$= status`\n//- a.md\n> status:: x\n")
    result = rename_key(case.graph, case.uses, "status", "state", case.read)
    places = describe_queries(
        result, lambda mention: f"{mention.path}:{case.vault.notes[mention.path].position(mention.span.start).row}"
    )
    assert places == "3 queries name this key: q.md:2, q.md:6, r.md:1"


def test_a_note_that_is_not_utf_8_is_skipped():
    case = RenameCase("//- q.md\n> ```dataview\n> LIST FROM #x\n> ```\n//- a.md\n> #x\n")
    case.vault.notes["q.md"].undecodable = (0, 1)
    result = rename_tag(case.graph, case.uses, "x", "y", case.read)
    assert (list(result.changes.edits), result.skipped) == (["a.md"], ("q.md",))
