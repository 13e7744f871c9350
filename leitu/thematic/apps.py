from django.apps import AppConfig


class ThematicConfig(AppConfig):
    name = "leitu.thematic"
    label = "thematic"

    def ready(self) -> None:
        from leitu.audit.sentences import say
        from leitu.changes.movers import register_mover
        from leitu.matters.sources import register_source
        from leitu.thematic import policies  # noqa: F401  (they are asked by name)
        from leitu.thematic.origins import report_source
        from leitu.thematic.passing import REPORTS
        from leitu.thematic.sentences import SENTENCES

        register_source("thematic", report_source)
        register_mover(REPORTS)
        say(SENTENCES)
