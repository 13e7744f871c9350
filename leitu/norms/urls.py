import datetime as dt

from django.urls import path, register_converter

from leitu.norms import views, waiver_pages
from leitu.norms.duty_list import DutyList

app_name = "norms"


class DayConverter:
    """A day in an address: 2026-11-22. What is no day is no address."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> dt.date:
        return dt.date.fromisoformat(value)

    def to_url(self, value: dt.date | str) -> str:
        return str(value)


register_converter(DayConverter, "day")
DUTY = "duty/<int:unit>/<slug:norm>/<day:period_start>/"

urlpatterns = [
    path("", views.Library.as_view(), name="list"),
    path("duties/", DutyList.as_view(), name="duties"),
    path(DUTY, views.Explain.as_view(), name="explain"),
    path(f"{DUTY}waive/", views.Waive.as_view(), name="waive"),
    path(f"{DUTY}remark/", views.AddRemark.as_view(), name="remark"),
    path("waivers/", waiver_pages.WaiverList.as_view(), name="waivers"),
    path("waivers/many/", waiver_pages.WaiveMany.as_view(), name="waive_many"),
    path("waivers/bulk/", waiver_pages.BulkList.as_view(), name="bulk_waivers"),
    path("waivers/bulk/<int:pk>/withdraw/", waiver_pages.WithdrawBulk.as_view(), name="withdraw_bulk"),
    path("waivers/<int:pk>/withdraw/", views.WithdrawWaiver.as_view(), name="withdraw_waiver"),
    path("packs/<slug:code>/on/", views.SwitchOn.as_view(), name="switch_on"),
    path("packs/<slug:code>/off/", views.SwitchOff.as_view(), name="switch_off"),
    path("<slug:code>/", views.NormPage.as_view(), name="show"),
]
