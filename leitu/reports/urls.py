from django.urls import path

from leitu.reports.views import LedgerPaper, MinutesPaper, OwnRecord

app_name = "reports"

urlpatterns = [
    path("minutes/<int:pk>/", MinutesPaper.as_view(), name="minutes"),
    path("own/", OwnRecord.as_view(), name="own_record"),
    path("ledger/", LedgerPaper.as_view(), name="ledger"),
]
