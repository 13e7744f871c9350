from django.apps import AppConfig


class DuplicatesConfig(AppConfig):
    name = "leitu.duplicates"
    label = "duplicates"

    def ready(self) -> None:
        from leitu.audit.sentences import say
        from leitu.duplicates.sentences import SENTENCES

        say(SENTENCES)
