"""The names in one note: read from its summary, and found in its facts when one is shown."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from wikilsp.index.name_index import Name, NameKind, Pair
from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.sections import title_heading
from wikilsp.text import Span
from wikilsp.vault.name_registry import link_name
from wikilsp.vault.names import fold, fold_path, without_extension

_TOP = Span(0, 0)


def names_called(note: Note, dialect: Dialect) -> Iterator[Pair]:
    """Yield the names of a note, each folded name once: its file or page name, its titles, its aliases."""
    summary, path = note.summary, note.path
    seen = {""}
    kinds: tuple[tuple[NameKind, Iterable[str | None]], ...] = (
        ("note", (link_name(path, dialect),)),
        ("title", (summary.title, summary.heading)),
        ("alias", summary.aliases),
    )
    for kind, texts in kinds:
        for text in texts:
            folded = fold(text or "")
            if text and folded not in seen:
                seen.add(folded)
                yield folded, Name(text, kind, path)


def path_name(note: Note) -> Iterator[Pair]:
    """Yield the path of a note, without the extension."""
    name = without_extension(note.path)
    yield fold_path(name), Name(name, "note", note.path)


def headings_in(note: Note) -> Iterator[Pair]:
    """Yield the headings of a note without its title, which is one of the names of the note."""
    title = note.summary.heading
    return _numbered("heading", note.path, note.summary.headings, () if title is None else (title,))


def blocks_in(note: Note) -> Iterator[Pair]:
    """Yield the block ids of a note that are offered."""
    return _numbered("block", note.path, note.summary.blocks, note.summary.unlisted_blocks)


def tag_in(note: Note, tag: str) -> Pair:
    """Return a folded tag as a note first writes it."""
    text = next(text for text in note.summary.tags if fold(text) == tag)
    return f"#{tag}", Name(f"#{text}", "tag", note.path)


def span_of(name: Name, note: Note) -> Span:
    """Return the place of a name in its note; the top of the note for a name that has no place of its own."""
    facts, text = note.facts, name.text
    title = title_heading(facts)
    spans: Iterable[Span] = ()
    match name.kind:
        case "title" if title and text != facts.title:
            spans = (title.text_span,)
        case "alias":
            spans = (alias.span for alias in facts.aliases if alias.text == text)
        case "heading":
            spans = (each.text_span for each in facts.headings if each.visible == text and each is not title)
        case "block":
            spans = (block.span for block in facts.blocks if block.id == text and block.is_listed)
        case "tag":
            spans = (tag.span for tag in facts.tags if f"#{tag.name}" == text)
    found = list(spans)
    return found[name.number] if found else _TOP


def _numbered(kind: NameKind, path: str, texts: Iterable[str], left_out: Sequence[str]) -> Iterator[Pair]:
    """Yield the texts as names, without those left out, which are the first with the same text."""
    numbers = {text: -count for text, count in Counter(left_out).items()} if left_out else {}
    for text in texts:
        number = numbers.get(text, 0)
        numbers[text] = number + 1
        if text and number >= 0:
            yield fold(text), Name(text, kind, path, number)
