"""Facts about some clients that their capabilities do not show."""

_WATCHING = ("Visual Studio Code", "VSCodium", "Code - OSS", "code-server")
_PAUSING = "Neovim"
_PLAIN = ("Neovim", "helix")


def watches_reliably(name: str) -> bool:
    """Whether a client is known to report every change of a file.

    Most that offer to watch files don't: Helix reports only files that it saves itself, Eglot none in new folders.
    """
    return name.startswith(_WATCHING)


def pauses_at_messages(name: str) -> bool:
    """Whether a client stops after each message until the user presses Enter."""
    return name == _PAUSING


def shows_plain_markdown(name: str) -> bool:
    """Whether a client runs in a terminal, where the links of a hover can't be clicked, and all text has one size."""
    return name in _PLAIN
