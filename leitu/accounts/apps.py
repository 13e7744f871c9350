from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "accounts.open_account": _("建立了账号"),
    "accounts.invite": _("发出了账号邀请"),
    "accounts.withdraw_invitation": _("收回了账号邀请"),
    "accounts.accept": _("接受邀请，设置了密码"),
    "accounts.sign_in": _("登录（%(device)s，%(address)s）"),
    "accounts.sign_in_failed": _("登录没有成功（%(device)s，%(address)s）"),
    "accounts.confirm_failed": _("确认密码没有成功（%(device)s，%(address)s）"),
    "accounts.second_factor_failed": _("二次验证没有成功（%(device)s，%(address)s）"),
    "accounts.lock": _("连续失败，暂停登录 %(minutes)s 分钟（%(address)s）"),
    "accounts.pass_factor": _("通过了二次验证"),
    "accounts.sign_out": _("退出登录"),
    "accounts.end_session": _("结束了一处登录（%(device)s）"),
    "accounts.end_other_sessions": _("结束了其他 %(sessions)s 处登录"),
    "accounts.change_password": _("换了密码"),
    "accounts.enrol_factor": _("启用了二次验证：%(name)s"),
    "accounts.remove_factor": _("去掉了二次验证：%(name)s"),
    "accounts.renew_recovery_codes": _("换了一批备用码"),
    "accounts.reset_factors": _("重置了二次验证：%(reason)s"),
    "accounts.deactivate": _("停用了账号"),
    "accounts.make_token": _("建立了接口令牌：%(label)s"),
    "accounts.withdraw_token": _("作废了接口令牌：%(label)s"),
    "accounts.reactivate": _("重新启用了账号"),
}


class AccountsConfig(AppConfig):
    name = "leitu.accounts"
    label = "accounts"

    def ready(self) -> None:
        from leitu.accounts import receivers  # noqa: F401  (connects itself)
        from leitu.accounts.actions.restored import void_ways_in
        from leitu.audit.sentences import say
        from leitu.core.restored import on_restore

        on_restore("accounts.ways_in", void_ways_in)
        say(SENTENCES)
