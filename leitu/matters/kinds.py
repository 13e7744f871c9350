"""What closings and reopenings count as."""

from django.utils.translation import gettext_lazy as _

from leitu.facts.kinds import FactKind

MEASURE = _("件")
FACT_KINDS = (
    FactKind(201, "matter_closed_on_time", _("按期销号"), MEASURE),
    FactKind(202, "matter_closed_late", _("逾期销号"), MEASURE),
    FactKind(203, "matter_reopened", _("重新挂账"), MEASURE),
    FactKind(204, "matter_held", _("回头看没有反弹"), MEASURE),
    FactKind(205, "matter_came_back_to_checker", _("核查销号后又出现"), MEASURE),
)
