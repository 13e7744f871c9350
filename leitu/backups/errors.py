"""What can be wrong with a backup; each is said before anything is touched."""

from leitu.core.errors import LeituError


class BackupError(LeituError):
    """Base of the errors below (page 409)."""

    status = 409


class Damaged(BackupError):
    """The file is not whole, or is no backup."""


class WrongKey(BackupError):
    """The file is sealed to another key, or the key was typed wrongly."""


class Unfit(BackupError):
    """The backup is whole, but it cannot be restored here."""


class ToolMissing(BackupError):
    """A program that this needs is not installed."""
