"""The indices that completion reads, so that no request scans all notes."""

from typing import NamedTuple

from wikilsp.index.graph import Graph
from wikilsp.index.name_list import NameList
from wikilsp.index.uses import Usages
from wikilsp.vault.vault import Vault


class Indices(NamedTuple):
    """The indices of one vault: its links, its tags and keys, and its names."""

    graph: Graph
    uses: Usages
    names: NameList

    @property
    def vault(self) -> Vault:
        """The vault that is indexed."""
        return self.graph.vault
