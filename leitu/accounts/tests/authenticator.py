"""A passkey in software: what a browser and a security key would answer."""

import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

PRESENT_AND_VERIFIED = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


class Authenticator:
    """Keeps one key. ``count`` is the number of its uses; one that stays 0 keeps no count."""

    def __init__(self, origin: str, host: str, *, counts: bool = True) -> None:
        self.origin, self.host, self.counts, self.count = origin, host, counts, 0
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = b"a passkey of the tests"

    def make(self, options: str) -> str:
        """The answer to ``navigator.credentials.create``."""
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(b"\0" * 16, self.id, public)
        data = AuthenticatorData.create(
            self._rp(), PRESENT_AND_VERIFIED | AuthenticatorData.FLAG.AT, self._use(), credential
        )
        attestation = AttestationObject.create("none", data, {})
        client = self._client("webauthn.create", options)
        return self._answer({"clientDataJSON": client, "attestationObject": bytes(attestation)})

    def use(self, options: str) -> str:
        """The answer to ``navigator.credentials.get``."""
        data = AuthenticatorData.create(self._rp(), PRESENT_AND_VERIFIED, self._use())
        client = self._client("webauthn.get", options)
        signed = self.key.sign(bytes(data) + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer({"clientDataJSON": client, "authenticatorData": bytes(data), "signature": signed})

    def _rp(self) -> bytes:
        return hashlib.sha256(self.host.encode()).digest()

    def _use(self) -> int:
        self.count += 1 if self.counts else 0
        return self.count

    def _client(self, kind: str, options: str) -> bytes:
        challenge = json.loads(options)["publicKey"]["challenge"]
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, response: dict[str, Any]) -> str:
        name = websafe_encode(self.id)
        packed = {key: websafe_encode(value) for key, value in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": packed})
