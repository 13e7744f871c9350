"""How people get in: accounts, one-time invitations, sign-in with a second factor, sessions, lock-out.

Nobody is obliged to have an account, and there is no default password: an account begins with an invitation.
What an account may do is no matter of this app; grants are (orgs).
"""
