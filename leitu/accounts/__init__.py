"""How people get in: accounts, one-time invitations, sign-in with a second factor, sessions, lock-out.

Nobody is obliged to have an account, and there is no default password: an account begins with an invitation, and a
new invitation is also how a forgotten password is replaced. What an account may do is no matter of this app; grants
are (orgs). Two questions are asked upwards through hooks: who rules over an account (policies.register_authority)
and who needs a second factor (factors.register_requirement).
"""
