from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "leitu.activities"
    label = "activities"

    def ready(self) -> None:
        from leitu.activities import invariants, policies  # noqa: F401  (policies declares the permission names)
        from leitu.activities.actions import seed_kinds
        from leitu.activities.facts import SOURCE, person_facts
        from leitu.activities.kinds import FACT_KINDS
        from leitu.activities.models import Activity
        from leitu.activities.offers import offer_meeting
        from leitu.activities.own import attendance_line
        from leitu.activities.passing import ACTIVITIES
        from leitu.activities.proof import activity_source, offer_meetings
        from leitu.activities.sentences import SENTENCES
        from leitu.audit.sentences import say
        from leitu.changes.movers import register_mover
        from leitu.core.invariants import register_check
        from leitu.facts import kinds
        from leitu.facts.derive import register_source
        from leitu.facts.persons import register_reader
        from leitu.matters.sources import register_name
        from leitu.matters.sources import register_source as register_matter_source
        from leitu.norms.offers import register_offer
        from leitu.orgs.seeds import on_new_tenant
        from leitu.people.lines import register_lines

        kinds.register(*FACT_KINDS)
        register_source(SOURCE)
        register_reader(person_facts)
        register_lines("attendance", attendance_line)
        on_new_tenant(seed_kinds)
        register_mover(ACTIVITIES)
        register_offer(offer_meeting)
        register_matter_source("activity", activity_source, offer_meetings)
        register_name(Activity, "activity")
        register_check("activities.numbers", invariants.numbers_fit)
        register_check("activities.days", invariants.days_fit)
        say(SENTENCES)
