from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "leitu.guidance"
    label = "guidance"

    def ready(self) -> None:
        from leitu.audit.sentences import say
        from leitu.changes.movers import register_mover
        from leitu.facts import kinds
        from leitu.facts.derive import register_source as register_facts
        from leitu.guidance import policies, tasks  # noqa: F401  (they register themselves)
        from leitu.guidance.facts import SOURCE
        from leitu.guidance.kinds import FACT_KINDS
        from leitu.guidance.models import Liaison, WeakUnitCase
        from leitu.guidance.origins import case_source, liaison_source
        from leitu.guidance.passing import CASES, LIAISONS, SENDERS
        from leitu.guidance.sentences import SENTENCES
        from leitu.matters.sources import register_name, register_source

        kinds.register(*FACT_KINDS)
        register_facts(SOURCE)
        register_source("liaison", liaison_source)
        register_source("weak_case", case_source)
        register_name(Liaison, "liaison")
        register_name(WeakUnitCase, "weak_case")
        register_mover(LIAISONS)
        register_mover(CASES)
        register_mover(SENDERS)
        say(SENTENCES)
