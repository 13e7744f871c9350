from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "leitu.coverage"
    label = "coverage"

    def ready(self) -> None:
        from leitu.audit.sentences import say
        from leitu.changes.movers import register_mover
        from leitu.coverage.passing import WORKPLACES
        from leitu.coverage.sentences import SENTENCES

        register_mover(WORKPLACES)
        say(SENTENCES)
