from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "oversight.verify_audit": _("核对了操作记录：%(entries)s 条，问题 %(findings)s 处"),
    "oversight.alert_reveals": _("%(label)s 在 %(day)s 查看敏感信息 %(count)s 次，超出平常，请核实"),
    "oversight.sweep_old": _("清理了到期的数据：%(rows)s 行"),
}


class OversightConfig(AppConfig):
    name = "leitu.oversight"
    label = "oversight"

    def ready(self) -> None:
        from leitu.accounts.actions import retention
        from leitu.audit.sentences import say
        from leitu.core.retention import on_sweep, sweep_runs
        from leitu.core.staging import sweep_files
        from leitu.oversight import policies, tasks  # noqa: F401  (they register themselves)
        from leitu.ui.once import forget_old

        on_sweep("accounts.sign_ins", retention.sweep_sign_ins)
        on_sweep("accounts.guards", retention.sweep_guards)
        on_sweep("accounts.invitations", retention.sweep_invitations)
        on_sweep("accounts.tokens", retention.sweep_tokens)
        on_sweep("core.staged_files", sweep_files)
        on_sweep("core.job_runs", sweep_runs)
        on_sweep("ui.forms", lambda before: forget_old())
        say(SENTENCES)
