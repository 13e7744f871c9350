from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "leitu.matters"
    label = "matters"

    def ready(self) -> None:
        from leitu.audit.sentences import say
        from leitu.changes.movers import register_mover
        from leitu.core.invariants import register_check
        from leitu.core.restored import on_restore
        from leitu.core.retention import on_sweep
        from leitu.facts import kinds
        from leitu.facts.derive import register_source as register_facts
        from leitu.matters import invariants, policies, tasks  # noqa: F401  (they register themselves)
        from leitu.matters.actions import inherit
        from leitu.matters.actions.hearing import sweep_words, void_all_words
        from leitu.matters.facts import SOURCE
        from leitu.matters.kinds import FACT_KINDS
        from leitu.matters.origins import register_origins
        from leitu.matters.passing import MATTERS
        from leitu.matters.sentences import SENTENCES
        from leitu.orgs.closing import on_close

        kinds.register(*FACT_KINDS)
        register_facts(SOURCE)
        on_close(inherit)
        register_origins()
        register_mover(MATTERS)
        on_restore("matters.words", void_all_words)
        on_sweep("matters.words", sweep_words)
        register_check("matters.clear", invariants.clear_on_the_ledger)
        register_check("matters.closed_by_others", invariants.closed_by_others)
        say(SENTENCES)
