"""What is promised and planned in the world of the access tests: in each branch one list signed and spoken about, one not."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from leitu.core.clock import today
from leitu.people.models import Post
from leitu.plans.models import PlanLine
from leitu.pledges import actions as pledges
from leitu.pledges.models import Comment, PledgeLine, RequiredLine
from tests.cast import County

Put = Callable[[str, str, Any], None]
COMMITTEE = Post.Title.COMMITTEE_MEMBER


def promise(put: Put, county: County, prefix: str, scopes: dict[str, str]) -> None:
    """The committee member of each branch has signed, the secretary has not; each unit has a line of its own."""
    year = today().year
    for scope, code in scopes.items():
        unit = county.units[code]
        required = RequiredLine.objects.create(
            tenant=county.tenant,
            unit=unit,
            kind="dual",
            text=f"{prefix}包联困难户",
            document=f"{prefix}一号文件",
            first_year=year,
            last_year=year + 1,
        )
        put("required_line", scope, required)
        plan = PlanLine.objects.create(
            tenant=county.tenant,
            unit=unit,
            year=year,
            due_on=dt.date(year, 9, 30),
            title=f"{prefix}修路灯",
            standard=f"{prefix}都亮",
        )
        put("plan_line", scope, plan)
        if not code[-1].isdigit():
            continue
        posts = Post.objects.filter(tenant=county.tenant, unit=unit).order_by("pk")
        put("unsigned_post", scope, posts.get(title=Post.Title.SECRETARY))
        post = posts.filter(title=COMMITTEE).first()
        assert post is not None
        pledge = pledges.sign(actor=county.console, post=post, year=year, own=[f"{prefix}修好路灯"])
        put("pledge", scope, pledge)
        line = PledgeLine.objects.filter(pledge=pledge).order_by("order").last()
        assert line is not None
        put("pledge_line", scope, line)
        said = Comment.objects.create(tenant=county.tenant, unit=unit, line=line, on=today(), text=f"{prefix}路灯还黑")
        put("pledge_comment", scope, said)
