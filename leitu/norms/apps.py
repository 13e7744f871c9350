from django.apps import AppConfig


class NormsConfig(AppConfig):
    name = "leitu.norms"
    label = "norms"

    def ready(self) -> None:
        from leitu.audit.sentences import say
        from leitu.changes.movers import register_adviser, register_mover
        from leitu.core.invariants import register_check
        from leitu.norms import invariants, policies  # noqa: F401  (policies declares the permission names)
        from leitu.norms.passing import DUTIES, advise
        from leitu.norms.seeds import national_pack
        from leitu.norms.sentences import SENTENCES
        from leitu.orgs.seeds import on_new_tenant

        on_new_tenant(national_pack)
        register_check("norms.digest", invariants.norms_are_as_loaded)
        register_check("norms.national", invariants.national_pack_in_force)
        register_mover(DUTIES)
        register_adviser(advise)
        say(SENTENCES)
