from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "leitu.reports"
    label = "reports"
