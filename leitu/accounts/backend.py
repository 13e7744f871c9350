from typing import Any

from django.contrib.auth.backends import BaseBackend

from leitu.accounts.arrival import account
from leitu.accounts.models import User


class AccountBackend(BaseBackend):
    """Finds the account of a session, of open accounts only. It proves nothing: proofs are actions (guarded)."""

    def get_user(self, user_id: Any) -> User | None:
        return account(user_id)
