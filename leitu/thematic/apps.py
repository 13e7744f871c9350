from django.apps import AppConfig


class ThematicConfig(AppConfig):
    name = "leitu.thematic"
    label = "thematic"

    def ready(self) -> None:
        from leitu.audit.sentences import say
        from leitu.matters.sources import register_source
        from leitu.thematic import policies  # noqa: F401  (they are asked by name)
        from leitu.thematic.origins import report_source
        from leitu.thematic.sentences import SENTENCES

        register_source("thematic", report_source)
        say(SENTENCES)
