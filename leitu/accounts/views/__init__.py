"""The pages of accounts: coming in, one's own account, and what others may do to an account."""
