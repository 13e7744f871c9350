"""The county of the cast, on one Friday; the same as for activities."""

from leitu.activities.tests.conftest import county, linshui, on_that_friday, sign_in

__all__ = ["county", "linshui", "on_that_friday", "sign_in"]
