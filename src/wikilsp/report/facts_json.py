"""What a note is understood to say, as `wikilsp inspect` prints it: plain values, in rows and columns."""

from wikilsp.note import Note
from wikilsp.syntax.facts import Link
from wikilsp.text import Span
from wikilsp.vault.vault import Vault


def facts_json(vault: Vault, note: Note) -> dict[str, object]:
    """Give the note's facts, ready to be encoded; a link that names nothing, such as `[[]]`, is left out."""
    facts = note.facts
    return {
        "path": note.path,
        "links": [_link(vault, note, link) for link in facts.links if link.path or link.headings or link.block],
        "tags": [{"name": tag.name, **_place(note, tag.span)} for tag in facts.tags],
        "properties": [
            {
                "key": prop.key,
                "id": prop.id,
                "value": prop.value.text,
                "type": prop.value.type,
                "scope": prop.scope,
                **_place(note, prop.span),
            }
            for prop in facts.properties
        ],
        "headings": [
            {"text": heading.text, "level": heading.level, **_place(note, heading.span)} for heading in facts.headings
        ],
        "blocks": [{"id": block.id, **_place(note, block.span)} for block in facts.blocks],
    }


def _link(vault: Vault, note: Note, link: Link) -> dict[str, object]:
    return {
        "kind": link.kind,
        "path": link.path,
        "heading": link.headings,
        "block": link.block,
        "label": link.label,
        "size": link.size._asdict() if link.size else None,
        "target": vault.resolve(note, link).target,
        **_place(note, link.span),
    }


def _place(note: Note, span: Span) -> dict[str, object]:
    start, end = map(note.position, span)
    return {"start": start._asdict(), "end": end._asdict()}
