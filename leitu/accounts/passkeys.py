"""Passkeys (WebAuthn): the phone's lock screen or a security key as second factor. Browsers want a secure address.

The library fido2 does the reading and the signatures; here is what it is asked, and that only our own address counts.
"""

import ipaddress
import json
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.translation import gettext as _
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from leitu.accounts.links import base_url
from leitu.accounts.models import Factor, User

STATE = "accounts.passkey"


class NoPasskey(Exception):
    """What the browser sent proves nothing."""


def are_possible(request: HttpRequest) -> bool:
    """Whether browsers offer passkeys at this address: https (or this very machine) and a name, not a number."""
    where = urlsplit(base_url(request))
    host = where.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return where.scheme == "https" or host == "localhost"
    return False


def _server(request: HttpRequest) -> Fido2Server:
    origin = base_url(request)
    rp = PublicKeyCredentialRpEntity(id=urlsplit(origin).hostname or "", name=_("垒土"))
    return Fido2Server(rp, verify_origin=lambda given: given == origin)


def held_by(user: User) -> list[tuple[Factor, AttestedCredentialData]]:
    """The account's passkeys with their public keys."""
    rows = Factor.objects.filter(tenant_id=user.tenant_id, user=user, kind=Factor.Kind.PASSKEY)
    return [(row, AttestedCredentialData(websafe_decode(row.unseal("secret")))) for row in rows]


def ask_to_make(request: HttpRequest, user: User) -> str:
    """What the browser needs to make a passkey, as JSON; the challenge stays in the session."""
    options, request.session[STATE] = _server(request).register_begin(
        PublicKeyCredentialUserEntity(
            id=f"{user.tenant_id}-{user.pk}".encode(), name=str(user.username), display_name=user.label
        ),
        credentials=[credential for _row, credential in held_by(user)],
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return json.dumps(dict(options))


def made(request: HttpRequest, sent: str) -> str:
    """The public key of the passkey that the browser has made, as it is stored. Raises NoPasskey."""
    try:
        found = _server(request).register_complete(request.session.pop(STATE), json.loads(sent))
        return websafe_encode(bytes(found.credential_data))  # type: ignore[arg-type]
    except Exception as problem:  # hostile bytes: the parsers below raise whatever they stumble over
        raise NoPasskey from problem


def ask_to_use(request: HttpRequest, user: User) -> str:
    """What the browser needs to prove a passkey, as JSON; empty when there is none, or none can be used here."""
    credentials = [credential for _row, credential in held_by(user)] if are_possible(request) else []
    if not credentials:
        return ""
    options, request.session[STATE] = _server(request).authenticate_begin(
        credentials, user_verification=UserVerificationRequirement.PREFERRED
    )
    return json.dumps(dict(options))


def used(request: HttpRequest, user: User, sent: str) -> tuple[Factor, int]:
    """Which passkey signed the challenge, and the count that it keeps of its uses. Raises NoPasskey."""
    held = held_by(user)
    try:
        content: Any = json.loads(sent)
        credentials = [credential for _row, credential in held]
        found = _server(request).authenticate_complete(request.session.pop(STATE), credentials, content)
        count = AuthenticationResponse.from_dict(content).response.authenticator_data.counter
    except Exception as problem:  # hostile bytes: the parsers below raise whatever they stumble over
        raise NoPasskey from problem
    return next(row for row, credential in held if credential.credential_id == found.credential_id), count
