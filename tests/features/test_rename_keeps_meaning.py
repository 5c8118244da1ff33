"""Every rename in any vault preserves the target of every link."""

import json
from typing import NamedTuple
from urllib.parse import quote as percent_encode

from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st
from renaming import moved_path, texts_after

from wikilsp.features.places import fragment
from wikilsp.features.rename import RenameRefused, rename_block, rename_file, rename_heading
from wikilsp.features.rename.values import rename_alias
from wikilsp.index.graph import Graph
from wikilsp.note import Note
from wikilsp.settings import Dialect, Settings
from wikilsp.syntax.facts import Heading
from wikilsp.syntax.parse import parse
from wikilsp.syntax.yaml_nodes import escape_scalar
from wikilsp.vault.edit_guard import check_edits
from wikilsp.vault.names import fold, relative_path, without_extension
from wikilsp.vault.vault import Vault

FOLDERS = ("", "a", "b", "a/b", "a/c", "b/a", "One", "journals")
NAMES = (
    "One",
    "one",
    "Two",
    "Three 3",
    "v1.2",
    "n.md",
    "Ünï",
    "it's",
    '("x")',
    "index",
    "50%25",
    "A'$P",
    'x`"y"',
    "2022_01_11",
)
NAMES += ("2022_01_12", "Jan 11th, 2022")
FILES = ("p.png", "One.png", "q r.pdf", "One", "2022_01_11.org", "Two.org")
DAYS = ("2022-01-11", "jan 11th, 2022", "2022/01/11", "2022_01_12")
ALIASES = ("One", "Two", '"Big" Idea', "p.png", "it's", r'the "a\b" one')
HEADINGS = ("One", "Two", '"one"!', "A *bold* step", "On [[One]]", "On [[Two|it's]]", "Two [[x]]", 'C# & "D"')
DIALECTS = (
    Dialect(),
    Dialect(),
    Dialect(preset="foam", folder_index=True),
    Dialect(preset="marksman", resolve="title", headings="slug"),
    Dialect(preset="logseq", filenames="triple-lowbar", numeric_tags=True, nested=True),
    Dialect(label_order="label-first"),
)


class Case(NamedTuple):
    """The texts of a vault by path, the symbol to rename, and its new name."""

    dialect: Dialect
    texts: dict[str, str]
    files: tuple[str, ...]
    kind: str
    old: str
    new: str


def joined(folder, name):
    return f"{folder}/{name}" if folder else name


paths = st.builds(joined, st.sampled_from(FOLDERS), st.sampled_from([f"{name}.md" for name in NAMES]))
others = st.builds(joined, st.sampled_from(FOLDERS), st.sampled_from(FILES))


@st.composite
def links(draw, source, known):
    """Draw a link, mostly to one of the existing files, in some spelling."""
    target = draw(st.sampled_from([*known, "gone.md", "out/of/reach.png"]))
    fragments = ["", "", "", "#One", "#two", "#One#Two", "#^id", "#one-1", "#c--d", "#On One", "#on-one"]
    fragment_ = draw(st.sampled_from([*fragments, '#C & "D"']))
    written = draw(st.sampled_from([without_extension(target), target]))
    folder = source.rpartition("/")[0]
    style = draw(
        st.sampled_from(["bare", "bare", "path", "suffix", "relative", "rooted", "folder", "alias", "self", "day"])
    )
    text = {
        "bare": written.rpartition("/")[2],
        "path": written,
        "suffix": "/".join(written.split("/")[-2:]),
        "relative": draw(st.sampled_from(["", "./"])) + relative_path(folder, written),
        "rooted": f"/{written}",
        "folder": draw(st.sampled_from(["", "../"])) + (target.rpartition("/")[0] or "."),
        "alias": draw(st.sampled_from(ALIASES)),
        "self": "",
        "day": draw(st.sampled_from(DAYS)),
    }[style]
    if not text + fragment_:
        return "nothing"
    if draw(st.booleans()):
        label = draw(st.sampled_from(["", "", "|label", "|One"]))
        return draw(st.sampled_from(["", "", "!"])) + f"[[{text}{fragment_}{label}]]"
    return draw(destinations(text, fragment_))


@st.composite
def destinations(draw, text, fragment_):
    encoded = percent_encode(text, safe="/")
    written = draw(st.sampled_from([encoded, encoded, f"<{text}".replace("%", "%25"), text.replace(" ", "%20")]))
    fragment_ = percent_encode(fragment_.replace("#One#Two", "#two"), safe="#^")
    destination = written + fragment_ + (">" if written.startswith("<") else "")
    return draw(st.sampled_from([f"[t]({destination})", f"![]({destination})", f"[t][r]\n\n[r]: {destination}\n"]))


@st.composite
def quoted(draw, text):
    """Draw a text in YAML quotes."""
    quote = draw(st.sampled_from("'\""))
    return quote + escape_scalar(text, quote) + quote


@st.composite
def bodies(draw, source, known):
    """Draw a note: aliases, headings at several levels, a block, and links in various places."""
    lines = []
    if draw(st.booleans()):
        aliases = draw(st.lists(st.sampled_from(ALIASES), max_size=2, unique=True))
        link = draw(links(source, known)).split("\n")[0]
        lines += ["---", f"aliases: [{', '.join(draw(quoted(alias)) for alias in aliases)}]"]
        lines += [f"up: {draw(st.sampled_from(['{}', '[{}, x]', '{{x: {}}}'])).format(draw(quoted(link)))}", "---"]
    for _ in range(draw(st.integers(0, 4))):
        here = draw(st.sampled_from(["heading", "text", "item", "table", "property"]))
        link = draw(links(source, known))
        line = link.split("\n")[0]
        lines += {
            "heading": ["", "#" * draw(st.integers(1, 3)) + " " + draw(st.sampled_from(HEADINGS)), ""],
            "text": ["", f"see {link}, and more", ""],
            "item": [f"- {line}"],
            "table": ["", "|a|b|", "|-|-|", "|" + line.replace("|", "\\|") + "|x|", ""],
            "property": ["", f"up:: {line}", ""],
        }[here]
    if draw(st.booleans()):
        lines += ["", "text ^id"]
    return "\n".join(lines)


@st.composite
def cases(draw):
    notes = draw(st.lists(paths, min_size=1, max_size=6, unique_by=fold))
    files = draw(st.lists(others, max_size=3, unique_by=fold))
    known = [*notes, *files]
    texts = {path: draw(bodies(path, known)) for path in notes}
    folders = sorted({path.rpartition("/")[0] for path in known} - {""})
    kinds = [
        "note",
        "note",
        "heading",
        "block",
        "alias",
        "title",
        *["file" for _ in files[:1]],
        *["folder" for _ in folders[:1]],
    ]
    kind = draw(st.sampled_from(kinds))
    old = draw(st.sampled_from({"file": files, "folder": folders}.get(kind, notes)))
    new = {
        "note": draw(paths),
        "title": draw(paths),
        "file": draw(others),
        "folder": joined(draw(st.sampled_from(FOLDERS)), draw(st.sampled_from(["a", "b", "new", "Ünï"]))),
        "heading": draw(st.sampled_from((*HEADINGS[:4], "New", "it's", "E & F", '"x" y'))),
        "block": draw(st.sampled_from(("new", "ID-2"))),
        "alias": draw(st.sampled_from((*ALIASES, r"""New: "it's" a\b"""))),
    }[kind]
    return Case(draw(st.sampled_from(DIALECTS)), texts, tuple(files), kind, old, new)


def vault_of(case, texts, files):
    notes = [Note(path, parse(text, case.dialect)) for path, text in texts.items()]
    return Vault(Settings(dialect=case.dialect), notes, files)


def result_of(case, vault, read=None):
    """Return the result of a rename, or the refusal."""
    graph, note, read = Graph(vault), vault.notes.get(case.old), read or case.texts.get
    if case.kind == "heading":
        if not note or not note.facts.headings or "[[" in note.facts.headings[-1].text:
            raise RenameRefused("there is no heading without a link in it")
        return rename_heading(graph, note, note.facts.headings[-1], case.new, read)
    if case.kind == "block":
        if not note or not note.facts.blocks:
            raise RenameRefused("there is no block")
        return rename_block(graph, note, note.facts.blocks[0], case.new, read)
    if case.kind == "alias":
        if not note or not note.facts.aliases:
            raise RenameRefused("there is no alias")
        return rename_alias(graph, note, note.facts.aliases[0], case.new, read)
    return rename_file(graph, case.old, case.new, read, title=case.kind == "title")


def target_of(vault, note, link):
    """Return the target of a link: the file, and the number of the heading or block in it."""
    found = vault.resolve(note, link)
    target = vault.notes.get(found.target)
    inside = fragment(vault, target, link) if target and (link.headings or link.block) else None
    if inside is None:
        return found.target, None
    things = target.facts.headings if isinstance(inside, Heading) else target.facts.blocks
    return found.target, (type(inside), things.index(inside))


def is_empty_folder(vault, path):
    """Whether a target was a folder that is now empty."""
    return path not in vault.notes and path not in vault.files and not vault.registry.has_folder(path) and path != ""


def is_duplicate_page(vault, path):
    """Whether another file is the same page of Logseq: it has the same name, or both are named after one day."""
    names = {other: vault.registry.name_key(page_stem(other)) for other in (*vault.notes, *vault.files)}
    return any(name == names[path] for other, name in names.items() if other != path)


def page_stem(path):
    return without_extension(path.rpartition("/")[2]).removesuffix(".org")


SHARED = {
    "Three 3.md": "---\naliases: [A]\n---\n",
    "b/One.md": "---\naliases: [A]\n---\n",
    "c.md": "see [[A]]\n",
}
"""The alias resolves to the note with the shortest path, which a move changes."""
FOUND_BY_REFERENCE = "see [t][r]\n\n[r]: One#two\n\n# One\n"
FOUND = "# Two\n\n# Two\n\nsee [t](One#One), and more\n"


def places(note, link):
    """Yield the spans by which a result may report a link: its own, or its definition's."""
    yield link.span
    for definition in note.facts.definitions:
        if definition.link and definition.label == link.reference:
            yield definition.link.span


@settings(max_examples=600, suppress_health_check=list(HealthCheck))
@given(cases())
@example(Case(Dialect(), {"One.md": FOUND}, (), "heading", "One.md", "One"))
@example(Case(Dialect(), {"One.md": FOUND_BY_REFERENCE}, (), "heading", "One.md", "Two"))
@example(Case(Dialect(), SHARED, (), "title", "Three 3.md", "v1.md"))
def test_every_link_keeps_its_target(case):
    before = vault_of(case, case.texts, case.files)
    try:
        result = result_of(case, before)
    except RenameRefused as refused:
        event(f"{case.kind}: refused: {str(refused).rpartition('”')[2]}")
        return
    event(f"{case.kind}: renamed")
    moves = result.changes.moves
    for path, edits in result.changes.edits.items():
        check_edits(before.notes[path], case.texts[path], edits)
    new_texts = texts_after(case.texts, result.changes)
    now = vault_of(case, new_texts, [moved_path(path, moves) for path in case.files])
    lost = set(result.lost)
    if case.kind == "alias":
        assert case.new in [alias.text for alias in now.notes[case.old].facts.aliases]
    for path, note in before.notes.items():
        new_note = now.notes[moved_path(path, moves)]
        assert len(new_note.facts.links) == len(note.facts.links)
        for link, new_link in zip(note.facts.links, new_note.facts.links, strict=True):
            target, inside = target_of(before, note, link)
            new_target, new_inside = target_of(now, new_note, new_link)
            if target is None:
                continue
            want = moved_path(target, moves)
            if is_empty_folder(now, want):
                continue
            # A link to a missing heading may resolve to the new name. The result reports it.
            if inside is None and any((path, span) in result.found for span in places(note, link)):
                inside = new_inside
            assert (new_target, new_inside) == (want, inside), (path, case.texts[path][slice(*link.span)])
            assert (path, link.span) not in lost
            assert new_link.label == link.label or link.label is None or case.kind == "alias"
            # Two files with one name are one page in Logseq, and no link distinguishes them.
            is_ambiguous = now.resolve(new_note, new_link).others and not before.resolve(note, link).others
            assert not is_ambiguous or (case.dialect.preset == "logseq" and is_duplicate_page(now, want))


# Canvases


@st.composite
def boards(draw):
    """Draw a vault, a rename, and a canvas that shows some of its files and links to others."""
    case = draw(cases())
    known = [*case.texts, *case.files]
    cards = []
    for _ in range(draw(st.integers(1, 4))):
        if draw(st.booleans()):
            fragment_ = draw(st.sampled_from(["", "#One", "#One#Two", "#^id", "#A *bold* step"]))
            cards.append({"type": "file", "file": draw(st.sampled_from(known)), "subpath": fragment_})
        else:
            cards.append({"type": "text", "text": f'see "{draw(links("a/Board.canvas", known))}"\n'})
    text = json.dumps({"nodes": cards}, ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from([None, "\t"])))
    return case, text


def shown(vault, case, path, text):
    """Return what each card shows or links to: files, and the numbers of headings and blocks in them."""
    found = []
    for card in json.loads(text)["nodes"]:
        if card["type"] == "file":
            link = parse(f"[[x{card['subpath']}]]", Dialect()).links[0]
            target = vault.notes.get(card["file"])
            inside = fragment(vault, target, link) if target else None
            things = (
                [] if inside is None else target.facts.headings if isinstance(inside, Heading) else target.facts.blocks
            )
            found.append((card["file"], (type(inside), things.index(inside)) if things else None))
        else:
            note = Note(path, parse(card["text"], case.dialect))
            found += [target_of(vault, note, link) for link in note.facts.links]
    return found


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(boards())
def test_every_card_shows_and_links_to_the_same(drawn):
    case, text = drawn
    path = "a/Board.canvas"
    before = vault_of(case, case.texts, [*case.files, path])
    try:
        result = result_of(case, before, {**case.texts, path: text}.get)
    except RenameRefused:
        return
    moves = result.changes.moves
    new_texts = texts_after({**case.texts, path: text}, result.changes)
    new_path = moved_path(path, moves)
    new_text = new_texts.pop(new_path)
    now = vault_of(case, new_texts, [moved_path(each, moves) for each in (*case.files, path)])
    if any(mention.path == path for mention in (*result.found, *result.lost)):
        event("reported")
        return
    old, new = shown(before, case, path, text), shown(now, case, new_path, new_text)
    assert len(new) == len(old)
    for (old_target, old_inside), (new_target, new_inside) in zip(old, new, strict=True):
        if old_target is not None and not is_empty_folder(now, moved_path(old_target, moves)):
            assert (new_target, new_inside) == (moved_path(old_target, moves), old_inside)
