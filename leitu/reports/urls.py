from django.urls import path

from leitu.reports import month_pages as months
from leitu.reports.asking_pages import Ask, DropQuestion, SaveQuestion
from leitu.reports.breach_pages import BreachPage
from leitu.reports.bulletin_pages import BulletinPage, BulletinPaper
from leitu.reports.compliance_pages import CompliancePage, CompliancePaper
from leitu.reports.views import (
    CampaignPaper,
    DutyPaper,
    LedgerPaper,
    LetterPaper,
    MinutesPaper,
    MonthPaper,
    OwnRecord,
    PlanPaper,
    PledgePaper,
    RoundBulletinPaper,
    SheetPaper,
)

app_name = "reports"

urlpatterns = [
    path("minutes/<int:pk>/", MinutesPaper.as_view(), name="minutes"),
    path("own/", OwnRecord.as_view(), name="own_record"),
    path("sheet/<int:pk>/", SheetPaper.as_view(), name="sheet"),
    # the converter of days is the one of norms, whose addresses are read before these
    path("duty/<int:unit>/<slug:norm>/<day:period_start>/", DutyPaper.as_view(), name="duty"),
    path("months/", months.MonthList.as_view(), name="months"),
    path("months/<int:pk>/<str:month>/", months.MonthPage.as_view(), name="month"),
    path("months/<int:pk>/<str:month>/confirm/", months.ConfirmMonth.as_view(), name="confirm_month"),
    path("months/<int:pk>/<str:month>/withdraw/", months.WithdrawMonth.as_view(), name="withdraw_month"),
    path("months/<int:pk>/<str:month>/paper/", MonthPaper.as_view(), name="month_paper"),
    path("bulletin/<int:pk>/", BulletinPage.as_view(), name="bulletin"),
    path("bulletin/<int:pk>/paper/", BulletinPaper.as_view(), name="bulletin_paper"),
    path("letters/<int:pk>/", LetterPaper.as_view(), name="letter"),
    path("plans/<int:pk>/<int:year>/", PlanPaper.as_view(), name="plan"),
    path("pledges/<int:pk>/", PledgePaper.as_view(), name="pledge"),
    path("round-bulletin/<int:pk>/", RoundBulletinPaper.as_view(), name="round_bulletin"),
    path("campaign/<int:pk>/", CampaignPaper.as_view(), name="campaign"),
    path("breach/", BreachPage.as_view(), name="breach"),
    path("ask/", Ask.as_view(), name="ask"),
    path("ask/save/", SaveQuestion.as_view(), name="save_question"),
    path("ask/<int:pk>/drop/", DropQuestion.as_view(), name="drop_question"),
    path("compliance/", CompliancePage.as_view(), name="compliance"),
    path("compliance/paper/", CompliancePaper.as_view(), name="compliance_paper"),
    path("ledger/", LedgerPaper.as_view(), name="ledger"),
]
