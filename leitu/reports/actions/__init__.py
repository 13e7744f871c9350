"""What is done about papers: they are handed out, and a month's report is confirmed."""

from leitu.reports.actions.asking import drop_question, save_question
from leitu.reports.actions.months import (
    LONGEST_SENTENCE,
    confirm_month,
    confirm_silently,
    download_month,
    make_month_reports,
    withdraw_month,
)
from leitu.reports.actions.papers import (
    DOCX,
    MOST_DAYS_OF_BREACH,
    PDF,
    XLSX,
    download_breach,
    download_bulletin,
    download_campaign,
    download_duty,
    download_ledger,
    download_letter,
    download_minutes,
    download_own,
    download_plan,
    download_pledge,
    download_round_bulletin,
    download_sheet,
)
from leitu.reports.actions.proving import download_compliance

__all__ = [
    "DOCX",
    "LONGEST_SENTENCE",
    "MOST_DAYS_OF_BREACH",
    "PDF",
    "XLSX",
    "confirm_month",
    "confirm_silently",
    "download_breach",
    "download_bulletin",
    "download_campaign",
    "download_compliance",
    "download_duty",
    "download_ledger",
    "download_letter",
    "download_minutes",
    "download_month",
    "download_own",
    "download_plan",
    "download_pledge",
    "download_round_bulletin",
    "download_sheet",
    "drop_question",
    "make_month_reports",
    "save_question",
    "withdraw_month",
]
