from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "leitu.plans"
    label = "plans"

    def ready(self) -> None:
        from leitu.audit.sentences import say
        from leitu.matters.sources import register_source
        from leitu.plans import policies  # noqa: F401  (its permissions register themselves)
        from leitu.plans.origins import SOURCE, line_source
        from leitu.plans.sentences import SENTENCES

        register_source(SOURCE, line_source)
        say(SENTENCES)
