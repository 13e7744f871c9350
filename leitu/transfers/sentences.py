"""What entries about transfers say."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "transfers.ask": _("申请把%(object)s的组织关系转到%(peer)s"),
    "transfers.issue": _("开具%(object)s的组织关系介绍信%(number)s，有效期至%(until)s"),
    "transfers.renew": _("续开%(object)s的介绍信，新编号%(number)s，有效期至%(until)s"),
    "transfers.recall": _("撤回%(object)s的转接：%(reason)s"),
    "transfers.enter_slip": _("收到%(object)s的回执：%(on)s起由%(received_by)s接收"),
    "transfers.enter_letter": _("登记%(object)s从%(peer)s转来的介绍信%(number)s"),
    "transfers.route": _("%(object)s交给%(to)s接收"),
    "transfers.receive": _("%(to)s接收%(object)s的组织关系"),
    "transfers.refuse": _("%(object)s的转接被退回：%(why)s，%(text)s；由%(judge)s裁定"),
    "transfers.uphold": _("裁定同意退回%(object)s的转接：%(text)s"),
    "transfers.overrule": _("裁定%(object)s的转接继续办理：%(text)s"),
    "transfers.urge": _("催办%(object)s的转接"),
}
