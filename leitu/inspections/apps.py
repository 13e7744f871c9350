from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "leitu.inspections"
    label = "inspections"

    def ready(self) -> None:
        from leitu.audit.sentences import say
        from leitu.core.invariants import register_check
        from leitu.facts import kinds
        from leitu.facts.derive import register_source
        from leitu.inspections import invariants, policies  # noqa: F401  (policies declares the permission names)
        from leitu.inspections.actions import seed_checklists
        from leitu.inspections.facts import SOURCE
        from leitu.inspections.kinds import FACT_KINDS
        from leitu.inspections.origins import inspection_source
        from leitu.inspections.sentences import SENTENCES
        from leitu.matters.sources import register_source as register_matter_source
        from leitu.orgs.seeds import on_new_tenant

        kinds.register(*FACT_KINDS)
        register_source(SOURCE)
        register_matter_source("inspection", inspection_source)
        on_new_tenant(seed_checklists)
        register_check("inspections.cited", invariants.every_finding_cites_its_rule)
        register_check("inspections.samples", invariants.samples_can_be_drawn_again)
        say(SENTENCES)
