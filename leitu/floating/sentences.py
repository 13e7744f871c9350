"""What entries about floating members say."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "floating.float_out": _("登记%(object)s外出到%(to)s，联系人%(contact)s"),
    "floating.arrange": _("改由%(contact)s联系%(object)s，流入地：%(host)s"),
    "floating.note_contact": _("%(on)s 联系了%(object)s（%(way)s）"),
    "floating.welcome": _("%(host)s接上了%(object)s，参加那里的组织生活"),
    "floating.come_home": _("%(object)s自 %(on)s 起回来了"),
}
