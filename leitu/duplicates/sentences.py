"""What entries about duplicates say."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "duplicates.merge": _("把%(object)s的两条登记合并成一条，转过来 %(rows)s 条记录：%(reason)s"),
    "duplicates.undo": _("撤销%(object)s的合并"),
    "duplicates.keep_apart": _("认定和同名的%(name)s不是同一个人：%(reason)s"),
}
