from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "leitu.orgs"
    label = "orgs"

    def ready(self) -> None:
        from leitu.accounts.factors import register_requirement
        from leitu.accounts.policies import register_authority
        from leitu.approvals.kinds import register
        from leitu.audit.sentences import say
        from leitu.core.invariants import register_check
        from leitu.orgs import access, invariants, policies, queries  # noqa: F401  (policies declares the names)
        from leitu.orgs.actions import seed_roles
        from leitu.orgs.granting import GRANTING
        from leitu.orgs.seeds import on_new_tenant
        from leitu.orgs.sentences import SENTENCES

        register_requirement(access.needs_second_factor)
        register_authority(queries.secures_account)
        on_new_tenant(seed_roles)
        register(GRANTING)
        register_check("orgs.closure", invariants.closure_is_placements)
        register_check("orgs.parent", invariants.parent_is_last_placement)
        register_check("orgs.root", invariants.one_root)
        register_check("orgs.found", invariants.units_are_found)
        register_check("orgs.apart", invariants.duties_apart)
        say(SENTENCES)
