from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "leitu.plans"
    label = "plans"

    def ready(self) -> None:
        from leitu.audit.sentences import say
        from leitu.changes.movers import register_mover
        from leitu.matters.sources import register_source
        from leitu.plans import policies  # noqa: F401  (its permissions register themselves)
        from leitu.plans.origins import SOURCE, line_source
        from leitu.plans.passing import PLAN_LINES
        from leitu.plans.sentences import SENTENCES

        register_source(SOURCE, line_source)
        register_mover(PLAN_LINES)
        say(SENTENCES)
