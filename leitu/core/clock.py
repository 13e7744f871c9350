"""The one source of time. Moments are aware and stored in UTC; days are days in the place's own zone."""

import datetime as dt

from django.utils import timezone


def now() -> dt.datetime:
    """This moment, aware."""
    return timezone.now()


def today() -> dt.date:
    """The day it is in the installation's time zone."""
    return timezone.localdate()
