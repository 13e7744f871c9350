from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "leitu.inspections"
    label = "inspections"

    def ready(self) -> None:
        from leitu.audit.sentences import say
        from leitu.changes.movers import register_mover
        from leitu.core.invariants import register_check
        from leitu.facts import kinds
        from leitu.facts.derive import register_source
        from leitu.inspections import invariants, policies  # noqa: F401  (policies declares the permission names)
        from leitu.inspections.actions import seed_checklists
        from leitu.inspections.facts import SOURCE
        from leitu.inspections.kinds import FACT_KINDS
        from leitu.inspections.models import Bulletin, Draw, Inspection, Round
        from leitu.inspections.origins import SOURCE as INSPECTED
        from leitu.inspections.origins import inspection_source, round_source
        from leitu.inspections.passing import ROUNDS
        from leitu.inspections.sentences import SENTENCES
        from leitu.matters.sources import register_name
        from leitu.matters.sources import register_source as register_matter_source
        from leitu.orgs.seeds import on_new_tenant

        kinds.register(*FACT_KINDS)
        register_source(SOURCE)
        register_matter_source(INSPECTED, inspection_source)
        register_matter_source("round", round_source)
        register_name(Inspection, INSPECTED)
        register_name(Round, "round")
        for of_round in (Bulletin, Draw):
            register_name(of_round, "round", key=lambda row: str(row.round_id))
        on_new_tenant(seed_checklists)
        register_check("inspections.cited", invariants.every_finding_cites_its_rule)
        register_check("inspections.samples", invariants.samples_can_be_drawn_again)
        register_mover(ROUNDS)
        say(SENTENCES)
