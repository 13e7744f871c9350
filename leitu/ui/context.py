"""What the page frame needs on every page."""

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, object]:
    """``big``: whether the reader chose the large type; ``request_id``: the number to tell the help desk.

    ``idle``: after how many seconds without use the session ends (0: it does not); the app that ends it says so.
    """
    return {
        "big": getattr(request, "big", False),
        "request_id": getattr(request, "request_id", ""),
        "idle": getattr(request, "idle", 0),
    }
