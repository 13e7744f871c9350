from django.apps import AppConfig


class IntegrityConfig(AppConfig):
    name = "leitu.integrity"
    label = "integrity"

    def ready(self) -> None:
        from leitu.audit.sentences import say
        from leitu.changes.movers import register_mover
        from leitu.core.invariants import register_check
        from leitu.core.retention import on_sweep
        from leitu.integrity import policies  # noqa: F401  (its permissions register themselves)
        from leitu.integrity.actions.retention import sweep_rulings
        from leitu.integrity.invariants import check_integrity
        from leitu.integrity.passing import RISKS, RULINGS
        from leitu.integrity.sentences import SENTENCES

        on_sweep("integrity.rulings", sweep_rulings)
        register_check("integrity", check_integrity)
        register_mover(RISKS)
        register_mover(RULINGS)
        say(SENTENCES)
