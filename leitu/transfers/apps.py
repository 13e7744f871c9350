from django.apps import AppConfig


class TransfersConfig(AppConfig):
    name = "leitu.transfers"
    label = "transfers"

    def ready(self) -> None:
        from leitu.audit.sentences import say
        from leitu.changes.movers import register_mover
        from leitu.core.invariants import register_check
        from leitu.transfers import invariants, policies  # noqa: F401  (its permissions register themselves)
        from leitu.transfers.passing import TRANSFERS
        from leitu.transfers.sentences import SENTENCES

        register_mover(TRANSFERS)
        say(SENTENCES)
        register_check("transfers.ends", invariants.ends_agree)
        register_check("transfers.letters", invariants.letters_open)
