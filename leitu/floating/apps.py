from django.apps import AppConfig


class FloatingConfig(AppConfig):
    name = "leitu.floating"
    label = "floating"

    def ready(self) -> None:
        from leitu.audit.sentences import say
        from leitu.floating import policies  # noqa: F401  (its permissions register themselves)
        from leitu.floating.sentences import SENTENCES

        say(SENTENCES)
