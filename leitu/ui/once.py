"""Double submits: fifty equal ones have one effect and equal answers (security.md R5).

The key of a form is made when it is shown; a program makes its own (leitu.api.operations). The row that remembers it
is written in the same transaction as the effect: two submits at the same moment meet at the unique constraint, and the
later one finds the first one's outcome. Of what was sent only a keyed digest stays, so that nobody who reads the table
can try out whose number or which password it was.
"""

import datetime as dt
import hashlib
import re
import secrets
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from leitu.ui.models import SubmittedForm

KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
OUTSIDE_THE_CONTENT = {"csrfmiddlewaretoken", "form_key"}
KEPT_FOR = dt.timedelta(days=31)
"""Longer than the longest sign-in (30 days): a page left open must not have its effect a second time."""


class AlreadySubmitted(Exception):
    """This form was sent before; ``outcome`` is where the first submit led, empty if its content was another."""

    def __init__(self, outcome: str) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def new_key() -> str:
    """A key for a form about to be shown; 22 characters."""
    return secrets.token_urlsafe(16)


def _file_digest(file: UploadedFile) -> str:
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    file.seek(0)
    return found.hexdigest()


def digest(request: HttpRequest) -> str:
    """A keyed digest of everything that was sent except the keys; 64 hex digits."""
    found = hashlib.sha256()
    for name in sorted(set(request.POST) - OUTSIDE_THE_CONTENT):
        for value in request.POST.getlist(name):
            found.update(f"{len(name)}:{name}={len(value)}:".encode() + value.encode("utf-8", "surrogatepass"))
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            found.update(f"file {name}={_file_digest(file)}".encode())
    return keyed(found.digest())


def keyed(content: bytes) -> str:
    """A digest that nobody can compute without the key of this installation; 64 hex digits."""
    return salted_hmac("leitu.ui.once", content, algorithm="sha256").hexdigest()


@dataclass
class Submit:
    """One POST of one form."""

    tenant_id: int
    user_id: int
    key: str
    path: str
    digest: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Submit":
        key = request.POST.get("form_key", "")
        actor = request.actor  # type: ignore[attr-defined]
        return cls(
            tenant_id=actor.tenant_id,
            user_id=actor.user_id,
            key=key if KEY.fullmatch(key) else "",
            path=request.path[:500],
            digest=digest(request) if key else "",
        )

    def refuse_repeated(self) -> None:
        """Raises AlreadySubmitted when a submit with this key has had its effect."""
        if not self.key:
            return
        rows = SubmittedForm.objects.filter(tenant_id=self.tenant_id, user_id=self.user_id, key=self.key)
        first = rows.first()
        if first is not None:
            same = first.path == self.path and first.digest == self.digest
            raise AlreadySubmitted(first.outcome if same else "")

    def claim(self, outcome: str = "") -> SubmittedForm | None:
        """Take the key, inside the transaction of the effect. Raises IntegrityError when another submit was faster:
        that transaction is lost then, and whoever began it asks ``refuse_repeated`` after it.

        ``outcome`` is where the effect will probably lead: ``settle`` then has nothing left to write.
        """
        if not self.key:
            return None
        return SubmittedForm.objects.create(
            tenant_id=self.tenant_id,
            user_id=self.user_id,
            key=self.key,
            path=self.path,
            digest=self.digest,
            outcome=outcome,
        )


def settle(row: SubmittedForm | None, outcome: str) -> None:
    """Remember where this submit led, or what it was answered."""
    if row is not None and row.outcome != outcome:
        row.outcome = outcome
        row.save(update_fields=["outcome"])


def forget_old() -> int:
    """Delete what was sent longer ago than KEPT_FOR; how many rows."""
    deleted, _by_model = SubmittedForm.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()
    return deleted


def forget_all() -> int:
    """Delete what was ever sent; how many rows. After a restore no page is open that could send it again."""
    deleted, _by_model = SubmittedForm.objects.all().delete()
    return deleted
