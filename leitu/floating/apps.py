from django.apps import AppConfig


class FloatingConfig(AppConfig):
    name = "leitu.floating"
    label = "floating"

    def ready(self) -> None:
        from leitu.audit.sentences import say
        from leitu.changes.movers import register_mover
        from leitu.floating import policies  # noqa: F401  (its permissions register themselves)
        from leitu.floating.passing import CARES
        from leitu.floating.sentences import SENTENCES

        register_mover(CARES)
        say(SENTENCES)
