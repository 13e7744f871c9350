"""A meeting and a ledger of an invented branch, for the tests of the papers."""

import dataclasses
import datetime as dt
from typing import Any

from leitu.reports.ledger import LedgerRow
from leitu.reports.minutes import MinutesRecord, Named, Resolution, Revision, Vote

MEETING = MinutesRecord(
    unit="中共幸福街道红星社区第一支部委员会",
    kind="支部党员大会",
    name="2026年第四季度党员大会",
    on=dt.date(2026, 11, 22),
    starts_at=dt.time(19, 0),
    ends_at=dt.time(20, 35),
    place="活动室",
    chair="王秀兰",
    recorder="李强",
    expected=6,
    present=3,
    present_names=["王秀兰", "𠮷田川", "阿卜杜拉·买买提"],
    excused=[Named(name="赵桂英", note="住院"), Named(name="钱进")],
    absent=[Named(name="孙浩")],
    guests=[Named(name="周明", note="联系领导")],
    quorum="应到会有表决权党员5人，实到3人，超过半数。",
    agenda=["传达上级会议精神", "讨论冬季走访方案"],
    minutes="王秀兰：先清点人数。\n\n　　李强：通报工作。\r\n赵敏：同意。",
    resolutions=[
        Resolution(text="通过冬季走访方案。", vote=Vote(voters=5, in_favour=3, against=0, abstained=0, passed=True)),
        Resolution(text="维修活动室。\n12月10日前完成。"),
    ],
)
REVISED = dataclasses.replace(
    MEETING,
    late_on=dt.date(2026, 11, 25),
    late_reason="停电。",
    revisions=[Revision(number=2, on=dt.date(2026, 12, 1), by="李强", reason="更正列席名单；")],
)


def ledger_row(**changes: Any) -> LedgerRow:
    """One archived meeting of the branch, with some of it changed."""
    row = LedgerRow(
        unit_code="010203001",
        unit_name="红星社区第一党支部",
        kind="支部党员大会",
        on=dt.date(2026, 11, 22),
        starts_at=dt.time(19, 0),
        place="活动室",
        topic="冬季走访",
        chair="王秀兰",
        recorder="李强",
        expected=6,
        present=3,
        absent=["赵桂英", "钱进", "孙浩"],
        guests=["周明"],
        summary="讨论通过冬季走访方案。",
        state="已归档",
        is_late_entry=False,
        absent_count=3,
    )
    return dataclasses.replace(row, **changes)
