from django.apps import AppConfig


class HandoversConfig(AppConfig):
    name = "leitu.handovers"
    label = "handovers"

    def ready(self) -> None:
        from leitu.audit.sentences import say
        from leitu.handovers.sentences import SENTENCES

        say(SENTENCES)
