"""The endpoints of month reports and of the papers that can be taken away."""

from leitu.reports.api import asking, papers
from leitu.reports.api.months import area

__all__ = ["area", "asking", "papers"]
