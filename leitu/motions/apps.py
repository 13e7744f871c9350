from django.apps import AppConfig


class MotionsConfig(AppConfig):
    name = "leitu.motions"
    label = "motions"

    def ready(self) -> None:
        from leitu.audit.sentences import say
        from leitu.matters.sources import register_source
        from leitu.motions.origins import SOURCE, motion_source
        from leitu.motions.sentences import SENTENCES

        register_source(SOURCE, motion_source)
        say(SENTENCES)
