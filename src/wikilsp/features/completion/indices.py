"""What completion looks things up in: all of it is kept in step with the vault, so no note is read through."""

from typing import NamedTuple

from wikilsp.features.name_list import NameList
from wikilsp.vault.graph import Graph
from wikilsp.vault.uses import Uses
from wikilsp.vault.vault import Vault


class Indices(NamedTuple):
    """One vault by its links, by its tags and keys, and by its names."""

    graph: Graph
    uses: Uses
    names: NameList

    @property
    def vault(self) -> Vault:
        """The vault that all of them are about."""
        return self.graph.vault
