"""What completion looks things up in: all of it is kept in step with the vault, so no note is read through."""

from typing import NamedTuple

from wikilsp.index.graph import Graph
from wikilsp.index.name_list import NameList
from wikilsp.index.uses import Usages
from wikilsp.vault.vault import Vault


class Indices(NamedTuple):
    """One vault by its links, by its tags and keys, and by its names."""

    graph: Graph
    uses: Usages
    names: NameList

    @property
    def vault(self) -> Vault:
        """The vault that all of them are about."""
        return self.graph.vault
