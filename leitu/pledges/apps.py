from django.apps import AppConfig


class PledgesConfig(AppConfig):
    name = "leitu.pledges"
    label = "pledges"

    def ready(self) -> None:
        from leitu.audit.sentences import say
        from leitu.changes.movers import register_mover
        from leitu.facts import kinds
        from leitu.facts.derive import register_source as register_facts
        from leitu.matters.sources import register_source
        from leitu.orgs.seeds import on_new_tenant
        from leitu.pledges import policies  # noqa: F401  (its permissions register themselves)
        from leitu.pledges.actions import seed_papers
        from leitu.pledges.facts import SOURCE
        from leitu.pledges.kinds import FACT_KINDS
        from leitu.pledges.origins import line_source
        from leitu.pledges.passing import COUNTERSIGNING
        from leitu.pledges.sentences import SENTENCES

        kinds.register(*FACT_KINDS)
        register_facts(SOURCE)
        register_source("pledge_line", line_source)
        on_new_tenant(seed_papers)
        register_mover(COUNTERSIGNING)
        say(SENTENCES)
