from django.apps import AppConfig


class ChangesConfig(AppConfig):
    name = "leitu.changes"
    label = "changes"

    def ready(self) -> None:
        from leitu.audit.sentences import say
        from leitu.changes import own, tasks  # noqa: F401  (the job registers itself)
        from leitu.changes.movers import register_mover
        from leitu.changes.sentences import SENTENCES

        register_mover(own.UNITS)
        register_mover(own.GRANTS)
        say(SENTENCES)
