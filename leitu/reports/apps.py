from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "leitu.reports"
    label = "reports"

    def ready(self) -> None:
        from leitu.audit.sentences import say
        from leitu.reports.sentences import SENTENCES

        say(SENTENCES)
