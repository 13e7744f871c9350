"""The endpoints of the register: ``answers`` says what they look like, the others are the
operations.
"""

from leitu.people.api import acting, reading, voice
from leitu.people.api.answers import area

__all__ = ["acting", "area", "reading", "voice"]
