"""Field encryption and keyed digests behind one provider, chosen at install: ``intl`` or ``gm`` (国密).

A ciphertext is bound to its place (table, column, row code): moved to another row it does not open.
Keys live outside the database. The key's id is stored with each ciphertext, so that keys can rotate.
"""

import base64
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import hmac as keyed
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12
TAG = 16


class Undecryptable(Exception):
    """The ciphertext was changed, moved, or made with a key that is not here."""


class CryptoProvider:
    """AEAD encryption and keyed digests with one master key of 32 bytes."""

    def __init__(self, master: bytes, *, national: bool = False) -> None:
        self.national = national
        self.hash: hashes.HashAlgorithm = hashes.SM3() if national else hashes.SHA256()
        self._keyed: dict[bytes, keyed.HMAC] = {}
        self._field_key = self._derive(master, b"leitu field encryption")
        self._aead = None if national else AESGCM(self._field_key)
        self._index_key = self._derive(master, b"leitu blind index")
        self._audit_key = self._derive(master, b"leitu audit digest")
        self.key_id = self._digest(self._index_key, b"key id")[:4].hex()

    def _derive(self, master: bytes, purpose: bytes) -> bytes:
        return HKDF(hashes.SHA256(), 32, salt=None, info=purpose).derive(master)

    def _digest(self, key: bytes, data: bytes) -> bytes:
        # A keyed start is kept and copied: verifying the audit computes a million digests.
        if key not in self._keyed:
            self._keyed[key] = keyed.HMAC(key, self.hash)
        mac = self._keyed[key].copy()
        mac.update(data)
        return mac.finalize()

    def _cipher(self, nonce: bytes, tag: bytes | None = None) -> Cipher[modes.GCM]:
        algorithm = algorithms.SM4(self._field_key[:16]) if self.national else algorithms.AES(self._field_key)
        return Cipher(algorithm, modes.GCM(nonce, tag))

    def encrypt(self, text: str, place: str) -> str:
        """Ciphertext as ASCII: ``<key id>.<base64>``. ``place`` names table, column and row."""
        nonce = os.urandom(NONCE)
        body, tag = self._encrypt(nonce, text.encode(), place.encode())
        return f"{self.key_id}.{base64.b64encode(nonce + tag + body).decode()}"

    def _encrypt(self, nonce: bytes, text: bytes, place: bytes) -> tuple[bytes, bytes]:
        """Body and tag. A kept AESGCM is many times quicker than a cipher for each value, and a register has a million."""
        if self._aead is not None:
            sealed = self._aead.encrypt(nonce, text, place)
            return sealed[:-TAG], sealed[-TAG:]
        encryptor = self._cipher(nonce).encryptor()
        encryptor.authenticate_additional_data(place)
        return encryptor.update(text) + encryptor.finalize(), encryptor.tag

    def decrypt(self, sealed: str, place: str) -> str:
        """The text. Raises Undecryptable."""
        key_id, _, payload = sealed.partition(".")
        if key_id != self.key_id:
            raise Undecryptable(f"key {key_id} is not here")
        try:
            raw = base64.b64decode(payload, validate=True)
            decryptor = self._cipher(raw[:NONCE], raw[NONCE : NONCE + TAG]).decryptor()
            decryptor.authenticate_additional_data(place.encode())
            return (decryptor.update(raw[NONCE + TAG :]) + decryptor.finalize()).decode()
        except (InvalidTag, ValueError) as problem:
            raise Undecryptable("the ciphertext does not open at this place") from problem

    def blind_index(self, value: str, purpose: str) -> str:
        """A digest of ``value`` for exact search; 32 hex digits. Equal values under one purpose give equal digests."""
        return self._digest(self._index_key, f"{purpose}|{value}".encode())[:16].hex()

    def audit_digest(self, canonical: bytes) -> str:
        """A keyed digest of an audit entry; 64 hex digits."""
        return self._digest(self._audit_key, canonical).hex()


def same(a: str, b: str) -> bool:
    """Compare digests in constant time."""
    return hmac.compare_digest(a.encode(), b.encode())


@lru_cache(maxsize=4)
def _provider(master: bytes, national: bool) -> CryptoProvider:
    return CryptoProvider(master, national=national)


def provider() -> CryptoProvider:
    """The provider of this installation."""
    return _provider(settings.LEITU_FIELD_KEY, settings.LEITU_CRYPTO == "gm")
