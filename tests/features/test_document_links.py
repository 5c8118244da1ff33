import pytest
from vaults import texts_of, vault_of

from wikilsp.features.document_links import document_links, link_target
from wikilsp.text import Span

VAULT = """
    //- a.md
    > 😀 [[b#One|x]] ![[p.png]] [t](b.md) [r] [[none]] [[https://x.y]]
    >
    > [r]: b.md
    > [e]: https://x.y
    //- b.md
    > # One
    //- p.png
"""


def test_every_link_has_its_span():
    text = texts_of(VAULT)["a.md"]
    assert [text[slice(*span)] for span in document_links(vault_of(VAULT).notes["a.md"])] == [
        "[[b#One|x]]",
        "![[p.png]]",
        "[t](b.md)",
        "[r]",
        "[[none]]",
        "[[https://x.y]]",
        "b.md",
    ]


def target(link):
    vault, text = vault_of(VAULT), texts_of(VAULT)["a.md"]
    start = text.index(link)
    return link_target(vault, vault.notes["a.md"], Span(start, start + len(link)))


@pytest.mark.parametrize(
    ("link", "path", "selection"),
    [
        ("[[b#One|x]]", "b.md", Span(2, 5)),
        ("[t](b.md)", "b.md", Span(2, 5)),
        ("[r]", "b.md", Span(2, 5)),
        ("![[p.png]]", "p.png", Span(0, 0)),
    ],
)
def test_a_link_leads_to_a_place(link, path, selection):
    place = target(link)
    assert (place.path, place.selection) == (path, selection)


def test_a_definition_leads_to_a_place():
    vault, text = vault_of(VAULT), texts_of(VAULT)["a.md"]
    start = text.index("]: b.md") + 3
    assert link_target(vault, vault.notes["a.md"], Span(start, start + 4)).path == "b.md"


def test_a_url_is_returned_unchanged():
    assert target("[[https://x.y]]") == "https://x.y"


@pytest.mark.parametrize(
    ("url", "is_opened"),
    [
        ("http://x.y", True),
        ("HTTPS://x.y/z?a=b", True),
        ("mailto:a@b.c", True),
        ("command:workbench.action.quit", False),
        ("javascript:x", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("vscode://x/y", False),
        ("//host/share", False),
        ("https:command", False),
    ],
)
def test_only_web_and_mail_urls_are_opened(url, is_opened):
    vault = vault_of(f"//- a.md\n> [[{url}]]")
    assert link_target(vault, vault.notes["a.md"], Span(0, len(url) + 4)) == (url if is_opened else None)


def test_a_missing_target_leads_nowhere():
    assert target("[[none]]") is None
    assert target("😀") is None
