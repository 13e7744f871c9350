from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "leitu.config"
    label = "config"

    def ready(self) -> None:
        from leitu.audit.sentences import say
        from leitu.config import tasks  # noqa: F401  (registers its jobs)
        from leitu.config.sentences import SENTENCES

        say(SENTENCES)
