"""What entries about papers say."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "reports.download_minutes": _("下载会议记录"),
    "reports.download_own": _("本人导出了自己的全部资料"),
    "reports.download_ledger": _("下载组织生活台账 %(rows)s 条，范围：%(filters)s"),
}
