"""The set of notes: names, resolution, the disk. Only here are files read."""

from wikilsp.vault.resolve import How, Resolution
from wikilsp.vault.vault import Vault

__all__ = ["How", "Resolution", "Vault"]
