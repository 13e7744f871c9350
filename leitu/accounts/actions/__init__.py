"""Everything that changes accounts, invitations, sessions and second factors.

No action here knows a permission: grants live a floor above, which registers who rules over an account (policies).
"""

from leitu.accounts.actions.accounts import change_password, deactivate, open_account, reactivate
from leitu.accounts.actions.api_tokens import make_token, note_use, withdraw_token
from leitu.accounts.actions.guard import TooManyAttempts
from leitu.accounts.actions.invitations import accept, invite, waiting, withdraw_invitation
from leitu.accounts.actions.proof import NotYou, check_factor, check_passkey, check_password, confirm_password
from leitu.accounts.actions.second_factor import (
    enrol_factor,
    enrol_passkey,
    remove_factor,
    renew_recovery_codes,
    reset_factors,
)
from leitu.accounts.actions.sessions import (
    end_other_sessions,
    end_session,
    keep_alive,
    pass_factor,
    sign_in,
    sign_out,
)

__all__ = [
    "NotYou",
    "TooManyAttempts",
    "accept",
    "change_password",
    "check_factor",
    "check_passkey",
    "check_password",
    "confirm_password",
    "deactivate",
    "end_other_sessions",
    "end_session",
    "enrol_factor",
    "enrol_passkey",
    "invite",
    "keep_alive",
    "make_token",
    "note_use",
    "open_account",
    "pass_factor",
    "reactivate",
    "remove_factor",
    "renew_recovery_codes",
    "reset_factors",
    "sign_in",
    "sign_out",
    "waiting",
    "withdraw_invitation",
    "withdraw_token",
]
