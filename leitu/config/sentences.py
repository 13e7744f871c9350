"""What entries about an installation as a whole say."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "config.build_demo": _("生成演示区，写入 %(rows)s 行"),
}
