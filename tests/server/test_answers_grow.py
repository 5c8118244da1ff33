"""The work for each answer of the server, and its size, grow at most linearly with the note or vault.

Work is counted in function calls, on texts of one, two and four times a size; nothing is timed. If it seems to grow
faster than the text, the same request is counted for larger texts as well.
"""

import asyncio
from functools import partial

import pytest
from columns import position_of
from counted_server import CountedServer
from hostile_questions import CONSTRUCT
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
    "footnotes",
    "one footnote",
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
    """Yield all requests about a note as name, method and params: at its first and last construct, and for all."""
    text = served.text
    things = [found.end() for found in CONSTRUCT.finditer(text)] or [len(text) // 2]
    top, end = {"line": 0, "character": 0}, position_at(served, len(text))
    for where, offset in (("first", things[0]), ("last", things[-1])):
        here = position_at(served, offset)
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
    yield "selections", "selectionRange", {"positions": [position_at(served, at) for at in range(0, len(text), 23)]}
    yield "links", "documentLink", {}
    yield "tokens", "semanticTokens/full", {}
    yield "lenses", "codeLens", {}
    yield "hints", "inlayHint", {"range": {"start": top, "end": end}}
    yield "actions", "codeAction", {"range": {"start": top, "end": end}, "context": {"diagnostics": []}}


def position_at(served, offset):
    """Return the position of an offset, counted without the server."""
    start = served.text.rfind("\n", 0, offset) + 1
    found = position_of(served.text[start:offset], offset - start, served.encoding)
    return {"line": served.text.count("\n", 0, offset), "character": found.character}


def all_requests(served):
    """Yield the name of each request, and a function that sends it, in the order in which they must be sent."""
    for name, method, params in questions(served):
        yield name, partial(served.request_for_note, method, **params)
    item = {"uri": served.uri}
    (called, *_) = served.request(
        "textDocument/prepareCallHierarchy", textDocument=item, position=position_at(served, 0)
    )
    for direction in ("incoming", "outgoing"):
        yield direction, partial(served.request, f"callHierarchy/{direction}Calls", item=called)
    for method in ("codeLens", "documentLink"):
        for one in (served.request_for_note(method) or [])[-1:]:
            yield f"resolve {method}", partial(served.request, f"{method}/resolve", **one)
    move = {"oldUri": served.uri, "newUri": served.uri.replace(".md", " moved.md")}
    yield "move", partial(served.request, "workspace/willRenameFiles", files=[move])
    yield "symbols of the vault", partial(served.request, "workspace/symbol", query="a")
    # A new line at the start moves everything else.
    at = 4 if served.text.startswith("---\n") else 0
    yield "type", partial(served.type, f"{served.text[:at]}zz: z\n{served.text[at:]}")
    yield "diagnostics after typing", partial(served.request_for_note, "diagnostic")


async def measure_answers(folder, files, encoding="utf-16", only=()):
    """Return the steps and the size of each answer about the first note, by name of the request: of all, or of some."""
    found = {}
    folder.mkdir()
    async with CountedServer(folder, files, encoding) as served:
        for name, send in all_requests(served):
            if not only or name in only or name == "type":
                answer = send()
                # Only renames may be refused.
                assert name.startswith("rename") or not (isinstance(answer, dict) and "code" in answer), answer
                found[name] = served.steps, served.size
    return found


@pytest.fixture(scope="module", autouse=True)
def warm_up(tmp_path_factory):
    """Import modules and compile patterns before anything is counted."""
    folder = tmp_path_factory.mktemp("first")
    for name in ("one alias", "links to near headings", "missing links in one line"):
        asyncio.run(measure_answers(folder / name, {"A.md": TEXTS[name](200)}))


def superlinear(found, slack):
    """Return the requests whose three answers grow faster than the notes, with their steps and sizes."""
    wrong = {}
    for question in found[-1]:
        steps, sizes = zip(*(one.get(question, (0, 0)) for one in found), strict=True)
        if not grows_linearly(*steps, slack=3 * slack) or not grows_linearly(*sizes, slack=2 * slack):
            wrong[question] = steps, sizes
    return wrong


async def check(tmp_path, files_of, size, encoding="utf-16"):
    async def measure(number, sizes, only=()):
        folders = [tmp_path / f"{number} {times}" for times in sizes]
        texts = [files_of(size * times) for times in sizes]
        return [await measure_answers(*each, encoding, only) for each in zip(folders, texts, strict=True)]

    # A finding that only a longer note has is a single step, not growth.
    wrong = superlinear(await measure(1, (1, 2, 4)), slack=100)
    for number, sizes in ((2, (2, 4, 8)), (3, (4, 8, 16))):
        if wrong:
            larger = superlinear(await measure(number, sizes, only=wrong), slack=1_000)
            wrong = {request: steps for request, steps in larger.items() if request in wrong}
    assert wrong == {}


@pytest.mark.parametrize("name", NOTES_THAT_REPEAT)
async def test_a_note_that_repeats_one_construct(tmp_path, name):
    await check(tmp_path, lambda size: {"A.md": TEXTS[name](size)}, SIZE)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.parametrize("name", IN_ONE_LINE)
async def test_a_note_of_one_long_line(tmp_path, name, encoding):
    await check(tmp_path, lambda size: {"A.md": TEXTS[name](size)}, SIZE, encoding)


@pytest.mark.parametrize("name", SHARED)
async def test_a_vault_whose_notes_share_one_name(tmp_path, name):
    await check(tmp_path, VAULTS[name], NOTES)


async def test_a_new_key_in_one_of_many_notes_with_one_alias_relints_only_that_note(tmp_path):
    files = {f"note {number:03}.md": "---\naliases: [Shared]\n---\n" for number in range(60)}
    files = {"note 059.md": files["note 059.md"], **files}
    async with CountedServer(tmp_path, files) as served:
        served.request_for_note("diagnostic")
        for path in files:
            served.vault.findings(path)
        linted = served.vault.findings_cache.linted
        served.type("---\nkey: value\naliases: [Shared]\n---\nMore text.\n")
        assert served.vault.stale == {"note 059.md"}
        served.request_for_note("diagnostic")
        assert served.vault.findings_cache.linted == linted + 1


async def test_related_locations_are_updated_when_they_move(tmp_path):
    files = {f"note {number:03}.md": "---\naliases: [Shared]\n---\n" for number in range(60)}
    async with CountedServer(tmp_path, files) as served:
        for path in files:
            served.vault.findings(path)
        served.type("---\nkey: value\naliases: [Shared]\n---\n")
        assert served.vault.stale == set(files)
        (found,) = served.vault.findings("note 059.md")
        assert found.finding.related[0].span.start == len("---\nkey: value\naliases: [")
