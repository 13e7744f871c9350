from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "leitu.people"
    label = "people"

    def ready(self) -> None:
        from leitu.accounts.policies import register_authority
        from leitu.approvals.kinds import register
        from leitu.audit.sentences import say
        from leitu.changes.movers import register_mover, register_roll
        from leitu.core.invariants import register_check
        from leitu.people import invariants, policies, queries  # noqa: F401  (policies declares the names)
        from leitu.people.lines import register_own
        from leitu.people.passing import CONSENTS, MEMBERS, OBJECTIONS, POSTS, roll
        from leitu.people.releasing import RELEASING
        from leitu.people.sentences import SENTENCES

        say(SENTENCES)
        queries.register_listing("people.export_list")
        register_own()
        register_mover(MEMBERS)
        register_roll(roll)
        register_mover(POSTS)
        register_mover(OBJECTIONS)
        register_mover(CONSENTS)
        register(RELEASING)
        register_authority(queries.invites_account)
        register_check("people.sealed", invariants.sealed_fields_open)
        register_check("people.found", invariants.persons_are_found)
        register_check("people.objections", invariants.objections_open)
        register_check("people.memberships", invariants.memberships_fit)
        register_check("people.grants", invariants.post_grants_follow)
