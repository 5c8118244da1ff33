"""The state of the served vaults, for an editor that shows it: the notification `wikilsp/status`."""

from typing import Any

from wikilsp.server.base_server import BaseServer
from wikilsp.server.convert import uri_of
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.session import Session

STATUS = "wikilsp/status"


class StatusReporter:
    """Sends the state of the vaults when it has changed."""

    def __init__(self, server: BaseServer, session: Session) -> None:
        self._server = server
        self._session = session
        self._last: dict[str, Any] = {}
        self._revision = 0

    def report(self, *, has_news: bool) -> None:
        """Send the state of the vaults, if it has changed or other notes may have.

        `revision` grows with each change of anything but the note in which the user types.
        """
        self._revision += has_news
        now = {"revision": self._revision, "vaults": [_state(vault) for vault in self._session.vaults.values()]}
        if now != self._last:
            self._last = now
            self._server.protocol.notify(STATUS, now)


def _state(vault: OpenVault) -> dict[str, Any]:
    """Return the state of a vault. A note that is served alone has its URI as `single`."""
    return {
        "root": uri_of(vault.root),
        "single": uri_of(vault.root / vault.single) if vault.single is not None else None,
        "notes": vault.note_count,
        "isLoaded": vault.loaded,
        "isChecked": vault.findings_cache.is_checked,
    }
