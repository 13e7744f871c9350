"""Linshui county on a Friday in March 2026, as the tests of activities have it."""

from leitu.activities.tests.conftest import county, linshui, on_that_friday, sign_in

__all__ = ["county", "linshui", "on_that_friday", "sign_in"]
