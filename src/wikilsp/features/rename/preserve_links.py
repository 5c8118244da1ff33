"""What has to be written so that every link means the same in a vault that has changed."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec.structs import replace

from wikilsp.features.answers import Mention, Read
from wikilsp.features.rename.outcome import RenameResult
from wikilsp.features.rename.pending_moves import Moves
from wikilsp.features.rename.reading import is_read_alike
from wikilsp.features.rename.spelling import (
    destination_texts,
    encoded,
    folder_texts,
    is_path,
    is_relative,
    outside,
    wikilink_texts,
)
from wikilsp.features.rename.texts import Texts
from wikilsp.index.graph import Edge, Graph
from wikilsp.note import Note
from wikilsp.syntax.facts import Link
from wikilsp.syntax.quoting import in_quotes
from wikilsp.targets import is_writable, relabelled
from wikilsp.text import Edit, Span
from wikilsp.vault.changes import Changes
from wikilsp.vault.filenames import percent_decoded
from wikilsp.vault.name_registry import page_encoding
from wikilsp.vault.names import fold, relative, without_extension
from wikilsp.vault.resolve import How, Resolution
from wikilsp.vault.vault import Vault

_NO_NAMES: Mapping[str, str] = {}


def preserve_links(
    graph: Graph, after: Vault, moved: Moves, read: Read, names: Mapping[str, str] = _NO_NAMES
) -> RenameResult:
    """Give the edits that let each link of the vault lead, `after` the moves, where it leads now.

    `names` are aliases and titles that become others: new ones by old ones, folded. Edits are in present offsets.
    """
    keeper = _Keeper(graph.vault, after, moved, read, names)
    for path in sorted(_concerned(graph, after, moved)):
        keeper.keep(path, graph.links(path))
    return keeper.result()


def _concerned(graph: Graph, after: Vault, moved: Moves) -> set[str]:
    """Give the notes with a link that may lead elsewhere: those that change, and those whose links name what does."""
    before = graph.vault
    paths = [path for path in (*before.notes, *before.files) if moved(path) != path]
    names = {name for path in paths for name in (*_names(path), *_names(moved(path)))}
    changed = set()
    for path, note in before.notes.items():
        now = after.notes.get(moved(path))
        if now is not note:
            changed.add(path)
            called, called_then = before.called(note), after.called(now) if now else frozenset()
            # Of several notes that share an alias, the one with the shortest path is meant.
            names |= {name for _, name in (called | called_then if moved(path) != path else called ^ called_then)}
    return changed | graph.naming(names, lambda path: moved(path) != path)


def _names(path: str) -> Iterator[str]:
    """Give what links may call a file and its folders."""
    for segment in path.split("/"):
        stem = without_extension(segment)
        yield from map(fold, (segment, stem, without_extension(stem)))


class _Keeper:
    """Goes through the links of a vault, and gathers what has to be written and what there is to tell."""

    def __init__(self, before: Vault, after: Vault, moved: Moves, read: Read, names: Mapping[str, str]) -> None:
        self.before = before
        self.after = after
        self.moved = moved
        self.read = read
        self.texts = Texts(read)
        self.names = names
        self.has_pages = page_encoding(before.settings.dialect) is not None
        self.edits: dict[str, tuple[Edit, ...]] = {}
        self.found: list[Mention] = []
        self.lost: list[Mention] = []
        self.skipped: list[str] = []

    def result(self) -> RenameResult:
        return RenameResult(Changes(self.edits), tuple(self.found), tuple(self.lost), tuple(self.skipped))

    def keep(self, path: str, edges: Iterable[Edge]) -> None:
        """Let the links of the note at `path` mean what they do."""
        note, now = self.before.notes[path], self.after.notes.get(self.moved(path))
        if now is None:
            return  # it is no note any more
        edits: list[Edit] = []
        changed: list[Mention] = []
        for _, link, was in edges:
            # A link with a reference has its destination at the definition, which is a link of its own.
            if link.reference is None and not self._is_kept(note, now, link, was):
                made = self._edits(note, now, link, was)
                edits += (in_quotes(note.facts, edit) for edit in made)
                changed += [Mention(path, link.span)] if made else []
        if not edits:
            return
        if note.undecodable:
            self.skipped.append(path)
        elif is_read_alike(note, edits, self.read, self.before.settings.dialect):
            self.edits[path] = tuple(edits)
        else:
            self.lost += changed

    def _is_kept(self, note: Note, now: Note, link: Link, was: Resolution) -> bool:
        leads = self.after.resolve(now, link)
        if was.target is None:
            if was.how == "missing" and leads.target is not None:
                self.found.append(Mention(note.path, link.span))
            return was.how != "outside" or note.folder == now.folder
        want = self.moved(was.target)
        if _is_alike(leads, was) and want == was.target and now.path == note.path:
            return True
        if leads.target != want or leads.how not in (was.how, "name") or (leads.others and not was.others):
            return False
        # Other programs do not forgive folders that are wrong, so they must not become wrong.
        if link.kind in ("link", "image") and was.how != "self":
            if is_relative(link.path, was.target, note.folder):
                return is_relative(link.path, want, now.folder)
            return is_path(link.path, want) or not is_path(link.path, was.target)
        return True

    def _edits(self, note: Note, now: Note, link: Link, was: Resolution) -> Collection[Edit]:
        """Give the edits that let a link lead where it led; none, where no text does."""
        is_wikilink = link.kind in ("wikilink", "embed")
        edits = self._wikilink(note, now, link, was) if is_wikilink else self._destination(note, now, link, was)
        if edits is None:
            if was.target is not None and self.after.resolve(now, link).target != self.moved(was.target):
                self.lost.append(Mention(note.path, link.span))
            return ()
        return edits

    # Wikilinks

    def _wikilink(self, note: Note, now: Note, link: Link, was: Resolution) -> tuple[Edit, ...] | None:
        if was.target is None:
            text = relative(now.folder, outside(note.folder, link.path))
            return (Edit(link.path_span, text),)
        want, name = self.moved(was.target), self.names.get(fold(link.path))
        if name and was.how in ("alias", "title") and self._leads(now, link, name, want, was.how):
            return (Edit(link.path_span, name),)
        by_name: How = was.how if was.how in ("folder", "ignored") else "name"
        for text in self._texts(now, link, was, want):
            if self._leads(now, link, text, want, "name") or self._leads(now, link, text, want, by_name):
                if link.whole is not None and self._is_page_name(note, link, was):
                    return (Edit(self._inside(note, link), text),)
                # What a reader sees of an alias stays.
                return (
                    relabelled(self.after, link, text)
                    if was.how in ("alias", "title")
                    else (Edit(link.path_span, text),)
                )
        return None

    def _texts(self, now: Note, link: Link, was: Resolution, want: str) -> Iterator[str]:
        old = was.target or ""
        if self.has_pages:
            yield self.after.shortest(want, now)
        if was.how == "folder":
            yield from folder_texts(link.path, want)
        said = link.path if was.how in ("name", "folder", "ignored") else ""
        yield from wikilink_texts(percent_decoded(link.path) if was.how == "decoded" else said, old, want, now.folder)

    def _leads(self, now: Note, link: Link, text: str, want: str, how: How) -> bool:
        if not text or not is_writable(text):
            return False
        found = self.after.resolve(now, replace(link, path=text, whole=None))
        return found.target == want and found.how == how and not found.others

    def _is_page_name(self, note: Note, link: Link, was: Resolution) -> bool:
        """Is all between the brackets the name of a page, label and fragment included?"""
        return self.before.resolve(note, replace(link, whole=None)) != was

    def _inside(self, note: Note, link: Link) -> Span:
        start = self.texts.of(note).index(link.whole or "", link.span.start)
        return Span(start, start + len(link.whole or ""))

    # Markdown links

    def _destination(self, note: Note, now: Note, link: Link, was: Resolution) -> tuple[Edit, ...] | None:
        if was.target is None:
            text: str | None = relative(now.folder, outside(note.folder, link.path))
        else:
            want = self.moved(was.target)
            texts = destination_texts(link.path, was.target, want, note.folder, now.folder)
            text = next((text for text in texts if self._is_right(now, link, text, want)), None)
        if text is None:
            return None
        source = self.texts.of(note)
        start, end = link.path_span
        angles = source.startswith("<", start - 1)
        return (Edit(link.path_span, encoded(text, source[start:end], link.path, angles=angles)),)

    def _is_right(self, now: Note, link: Link, text: str, want: str) -> bool:
        exact = is_relative(text, want, now.folder) or is_path(text, want)
        return exact and self.after.resolve(now, replace(link, path=text)).target == want


def _is_alike(leads: Resolution, was: Resolution) -> bool:
    """Whether two links lead to the same in the same way. Which others they may mean, which are many, is left out."""
    return (leads.target, leads.how, not leads.others) == (was.target, was.how, not was.others)
