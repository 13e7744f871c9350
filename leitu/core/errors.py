"""The errors that actions raise; views and commands turn them into pages and exit codes."""


class LeituError(Exception):
    """Base of the errors below; its text is shown to people, ``status`` is that of the page which shows it."""

    status = 400


class NotAllowed(LeituError):
    """The actor may not do this to this object (page 403)."""

    status = 403


class WrongState(LeituError):
    """The object is not in a state in which this can be done (page 409)."""

    status = 409


class StaleEdit(LeituError):
    """Somebody else changed the object since the form was opened (page 409, both versions shown)."""

    status = 409
