"""Columns that hold ciphertext: ``<name>_sealed``, bound to the row by ``sealed_place``."""

from leitu.core.crypto import provider


class SealedColumns:
    """Mixin of models with sealed columns. ``sealed_place`` names the row by something that never changes."""

    @property
    def sealed_place(self) -> str:
        raise AttributeError("sealed_place")

    def seal(self, name: str, value: str) -> None:
        """Put ``value`` into the column ``<name>_sealed``; the row is not saved."""
        sealed = provider().encrypt(value, f"{self.sealed_place}|{name}") if value else ""
        setattr(self, f"{name}_sealed", sealed)

    def unseal(self, name: str) -> str:
        """The value in clear. Raises Undecryptable. Showing it to a person is an act to be recorded."""
        sealed = getattr(self, f"{name}_sealed")
        return provider().decrypt(sealed, f"{self.sealed_place}|{name}") if sealed else ""


def mask(value: str, *, keep_start: int = 0, keep_end: int = 4) -> str:
    """The value with its middle hidden; short values are hidden whole."""
    if len(value) <= keep_start + keep_end:
        return "*" * len(value)
    return value[:keep_start] + "*" * (len(value) - keep_start - keep_end) + value[len(value) - keep_end :]
