from django.urls import path

from leitu.reports.views import LedgerPaper, MinutesPaper

app_name = "reports"

urlpatterns = [
    path("minutes/<int:pk>/", MinutesPaper.as_view(), name="minutes"),
    path("ledger/", LedgerPaper.as_view(), name="ledger"),
]
