from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "backups.make_recovery_key": _("生成了新的恢复密钥"),
    "backups.make_backup": _("做了备份：%(name)s（%(size)s 字节）"),
    "backups.receive_backup": _("上传了一份备份：%(name)s，做于 %(made_at)s"),
    "backups.try_out": _("试恢复了备份：%(name)s，问题 %(problems)s 处"),
    "backups.restore": _("开始恢复备份：%(name)s，此前的状态存为 %(safety)s（%(by)s）"),
    "backups.settle_restored": _("恢复到备份 %(name)s 的状态，登录、邀请和令牌全部作废"),
}


class BackupsConfig(AppConfig):
    name = "leitu.backups"
    label = "backups"

    def ready(self) -> None:
        from leitu.approvals.kinds import register
        from leitu.audit.sentences import say
        from leitu.backups import policies, shelf, tasks  # noqa: F401  (they register themselves)
        from leitu.backups.restoring import RESTORING
        from leitu.core.jobs import pause_while
        from leitu.core.restored import on_restore, void_runs
        from leitu.ui.once import forget_all

        on_restore("core.job_runs", void_runs)
        on_restore("ui.submitted_forms", forget_all)
        pause_while(shelf.is_restoring)
        register(RESTORING)
        say(SENTENCES)
