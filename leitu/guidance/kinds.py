"""What a visit counts as."""

from django.utils.translation import gettext_lazy as _

from leitu.facts.kinds import FactKind

FACT_KINDS = (FactKind(401, "guidance_visit", _("联系指导"), _("次")),)
