"""No answer of the server takes more than linear work, or is more than linear in size, whatever a note or vault holds.

Work is counted in calls of functions, on texts of one, two and four times a size, and never timed. What seems to grow
faster is counted once more, on larger texts.
"""

import asyncio

import pytest
from columns import position_of
from counted_server import Counted
from hostile_questions import THING
from hostile_texts import TEXTS, VAULTS
from steps import grows_linearly

SIZE = 500
NOTES = 30

NOTES_THAT_REPEAT = [
    "lines with one block id",
    "links to block ids",
    "links to a missing block",
    "links to near blocks",
    "one definition in use",
    "headings of one name",
    "links to near headings",
    "links to one of many headings",
    "links by a long path",
    "anchors",
    "anchors that are missing",
    "links",
    "missing links in one line",
    "one tag in one line",
    "one key in two places",
    "one alias",
    "suppressions",
    "suppressions of the file",
    "many codes in one suppression",
    "a deep link",
    "a deep Markdown link",
    "a deep tag",
    "a deep heading path",
    "a long heading and short links",
    "a long heading and what stands below",
]
IN_ONE_LINE = ["links of emoji in one line", "links of CJK in one line", "links after an emoji in one line"]
SHARED = [
    "notes with one alias and links",
    "notes of one name",
    "links to notes of one name",
    "folders of one name",
    "spellings of one name",
    "misspelt names alike",
    "one misspelt name of many",
    "links to one missing note",
    "links to one heading",
    "tags below one",
    "words that name many notes",
    "many aliases of two notes",
]


def questions(served):
    """Everything that can be asked about a note, by name, at its first thing, at its last, and in all of it."""
    text = served.text
    things = [found.end() for found in THING.finditer(text)] or [len(text) // 2]
    top, end = {"line": 0, "character": 0}, place(served, len(text))
    for where, offset in (("first", things[0]), ("last", things[-1])):
        here = place(served, offset)
        at = {"start": here, "end": here}
        yield f"definition {where}", "definition", {"position": here}
        yield f"references {where}", "references", {"position": here, "context": {"includeDeclaration": True}}
        yield f"highlight {where}", "documentHighlight", {"position": here}
        yield f"hover {where}", "hover", {"position": here}
        yield f"completion {where}", "completion", {"position": here}
        yield f"rename {where}", "rename", {"position": here, "newName": "renamed"}
        yield f"actions {where}", "codeAction", {"range": at, "context": {"diagnostics": []}}
        yield f"calls {where}", "prepareCallHierarchy", {"position": here}
    yield "diagnostics", "diagnostic", {}
    yield "symbols", "documentSymbol", {}
    yield "folding", "foldingRange", {}
    yield "selections", "selectionRange", {"positions": [place(served, at) for at in range(0, len(text), 23)]}
    yield "links", "documentLink", {}
    yield "tokens", "semanticTokens/full", {}
    yield "lenses", "codeLens", {}
    yield "hints", "inlayHint", {"range": {"start": top, "end": end}}
    yield "actions", "codeAction", {"range": {"start": top, "end": end}, "context": {"diagnostics": []}}


def place(served, offset):
    """Give the position of an offset, counted by another than the server."""
    start = served.text.rfind("\n", 0, offset) + 1
    found = position_of(served.text[start:offset], offset - start, served.encoding)
    return {"line": served.text.count("\n", 0, offset), "character": found.character}


async def asked(folder, files, encoding="utf-16"):
    """Give the steps and the sizes of all answers about the first of some notes, by question."""
    found = {}
    folder.mkdir()
    async with Counted(folder, files, encoding) as served:
        for name, method, params in questions(served):
            answer = served.about(method, **params)
            # Nothing but a rename may be refused.
            assert method == "rename" or not (isinstance(answer, dict) and "code" in answer), answer
            found[name] = served.steps, served.size
        item = {"uri": served.uri}
        (called, *_) = served.ask("textDocument/prepareCallHierarchy", textDocument=item, position=place(served, 0))
        for direction in ("incoming", "outgoing"):
            served.ask(f"callHierarchy/{direction}Calls", item=called)
            found[direction] = served.steps, served.size
        for method in ("codeLens", "documentLink"):
            for one in (served.about(method) or [])[-1:]:
                served.ask(f"{method}/resolve", **one)
                found[f"resolve {method}"] = served.steps, served.size
        moved = {"oldUri": served.uri, "newUri": served.uri.replace(".md", " moved.md")}
        served.ask("workspace/willRenameFiles", files=[moved])
        found["move"] = served.steps, served.size
        served.ask("workspace/symbol", query="a")
        found["symbols of the vault"] = served.steps, served.size
        # After a line more at the beginning, everything stands elsewhere.
        at = 4 if served.text.startswith("---\n") else 0
        served.type(f"{served.text[:at]}zz: z\n{served.text[at:]}")
        found["type"] = served.steps, served.size
        served.about("diagnostic")
        found["diagnostics after typing"] = served.steps, served.size
    return found


@pytest.fixture(scope="module", autouse=True)
def nothing_is_done_for_the_first_time(tmp_path_factory):
    """What is imported or compiled when it is first needed is no work that grows."""
    folder = tmp_path_factory.mktemp("first")
    for name in ("one alias", "links to near headings", "missing links in one line"):
        asyncio.run(asked(folder / name, {"A.md": TEXTS[name](200)}))


def growing(found, slack):
    """Give the questions whose last three answers grow faster than the notes, with their steps and sizes."""
    wrong = {}
    for question in found[-1]:
        steps, sizes = zip(*(one.get(question, (0, 0)) for one in found[-3:]), strict=True)
        if not grows_linearly(*steps, slack=3 * slack) or not grows_linearly(*sizes, slack=2 * slack):
            wrong[question] = steps, sizes
    return wrong


async def check(tmp_path, files_of, size, encoding="utf-16"):
    found = [await asked(tmp_path / str(times), files_of(size * times), encoding) for times in (1, 2, 4)]
    # Something may be found in a longer note only: that is a step up, and no growth.
    wrong = growing(found, slack=100)
    for times in (8, 16):
        if wrong:
            found.append(await asked(tmp_path / str(times), files_of(size * times), encoding))
            wrong = {question: grown for question, grown in growing(found, slack=1_000).items() if question in wrong}
    assert wrong == {}


@pytest.mark.parametrize("name", NOTES_THAT_REPEAT)
async def test_a_note_that_repeats_one_thing(tmp_path, name):
    await check(tmp_path, lambda size: {"A.md": TEXTS[name](size)}, SIZE)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.parametrize("name", IN_ONE_LINE)
async def test_a_note_of_one_line(tmp_path, name, encoding):
    await check(tmp_path, lambda size: {"A.md": TEXTS[name](size)}, SIZE, encoding)


@pytest.mark.parametrize("name", SHARED)
async def test_a_vault_whose_notes_share_one_thing(tmp_path, name):
    await check(tmp_path, VAULTS[name], NOTES)


async def test_a_key_in_one_of_many_notes_that_share_an_alias_concerns_only_that_note(tmp_path):
    files = {f"note {number:03}.md": "---\naliases: [Shared]\n---\n" for number in range(60)}
    files = {"note 059.md": files["note 059.md"], **files}
    async with Counted(tmp_path, files) as served:
        served.about("diagnostic")
        for path in files:
            served.vault.findings(path)
        linted = served.vault.linted
        served.type("---\nkey: value\naliases: [Shared]\n---\nMore text.\n")
        assert served.vault.stale == {"note 059.md"}
        served.about("diagnostic")
        assert served.vault.linted == linted + 1


async def test_a_place_that_others_tell_of_is_told_anew_when_it_moves(tmp_path):
    files = {f"note {number:03}.md": "---\naliases: [Shared]\n---\n" for number in range(60)}
    async with Counted(tmp_path, files) as served:
        for path in files:
            served.vault.findings(path)
        served.type("---\nkey: value\naliases: [Shared]\n---\n")
        assert served.vault.stale == set(files)
        (found,) = served.vault.findings("note 059.md")
        assert found.finding.related[0].span.start == len("---\nkey: value\naliases: [")
