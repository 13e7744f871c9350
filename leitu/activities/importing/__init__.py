"""Ledgers of the past (组织生活台账), brought in as archived activities."""

from leitu.activities.importing.activities import ACTIVITIES, import_activities

__all__ = ["ACTIVITIES", "import_activities"]
