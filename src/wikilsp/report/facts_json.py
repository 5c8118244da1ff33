"""The facts of a note as JSON values, with rows and columns, for `wikilsp inspect`."""

from wikilsp.note import Note
from wikilsp.syntax.facts import Link
from wikilsp.text import Span
from wikilsp.vault.vault import Vault


def build_facts_json(vault: Vault, note: Note) -> dict[str, object]:
    """Return the facts of a note as a JSON object, without links that name nothing, such as `[[]]`."""
    facts = note.facts
    return {
        "path": note.path,
        "links": [_build_link(vault, note, link) for link in facts.links if link.path or link.headings or link.block],
        "tags": [{"name": tag.name, **_build_place(note, tag.span)} for tag in facts.tags],
        "properties": [
            {
                "key": prop.key,
                "id": prop.id,
                "value": prop.value.text,
                "type": prop.value.type,
                "scope": prop.scope,
                **_build_place(note, prop.span),
            }
            for prop in facts.properties
        ],
        "headings": [
            {"text": heading.text, "level": heading.level, **_build_place(note, heading.span)}
            for heading in facts.headings
        ],
        "blocks": [{"id": block.id, **_build_place(note, block.span)} for block in facts.blocks],
        "footnotes": [
            {"id": made.id, "definition": made.is_definition, **_build_place(note, made.span)}
            for made in facts.footnotes
        ],
        "callouts": [{"type": made.type, **_build_place(note, made.span)} for made in facts.callouts],
    }


def _build_link(vault: Vault, note: Note, link: Link) -> dict[str, object]:
    return {
        "kind": link.kind,
        "path": link.path,
        "heading": link.headings,
        "block": link.block,
        "label": link.label,
        "size": link.size._asdict() if link.size else None,
        "target": vault.resolve(note, link).target,
        **_build_place(note, link.span),
    }


def _build_place(note: Note, span: Span) -> dict[str, object]:
    start, end = map(note.position, span)
    return {"start": start._asdict(), "end": end._asdict()}
