"""What the page frame offers to whom: only what has content for the role."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from leitu.activities import policies as activities
from leitu.approvals import queries as asks
from leitu.assessments import policies as assessments
from leitu.backups import policies as backups
from leitu.backups import queries as shelved
from leitu.core.actor import Actor
from leitu.floating import policies as floating
from leitu.guidance import policies as guidance
from leitu.inspections import policies as inspections
from leitu.integrity import policies as integrity
from leitu.matters import policies as matters
from leitu.matters.origins import note_link
from leitu.norms import policies as norms
from leitu.orgs import policies as orgs
from leitu.oversight import policies as audit
from leitu.people import policies as people
from leitu.people.lines import OTHER
from leitu.plans import policies as plans
from leitu.pledges import policies as pledges
from leitu.points import policies as points
from leitu.portal.queries import looks_after_others
from leitu.reports.policies import ASK
from leitu.transfers import policies as transfers
from leitu.ui.parts import Link, Nav, Section, Text
from leitu.ui.views import Page


def frame(request: HttpRequest) -> dict[str, object]:
    """The context variable ``nav`` of every page; none for somebody who is not signed in."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.is_anonymous:
        return {}
    return {
        "nav": nav(actor, request.path, big=getattr(request, "big", False), page=getattr(request, "page", None)),
        "still_here_href": reverse("portal:still_here"),
    }


ELSEWHERE = {"/unit/": "orgs:list", "/norms/duty/": "norms:duties", "/thematic/": "reports:months"}
"""Pages that stand under another address than the list one comes from."""
PLACES = (
    "backups:list",
    "oversight:entries",
    "oversight:chain",
    "oversight:accounts",
    "oversight:sign_ins",
    "oversight:health",
    "oversight:retention",
    "portal:calendar",
    "approvals:list",
    "notices:list",
    "reports:months",
    "reports:compliance",
    "reports:ask",
    "matters:list",
    "assessments:list",
    "guidance:list",
    "inspections:list",
    "pledges:list",
    "plans:show",
    "integrity:list",
    "norms:duties",
    "norms:list",
    "orgs:list",
    "people:list",
    "transfers:list",
    "floating:list",
    "points:list",
    "portal:quality",
)


def asked_of(waiting: int) -> Link | None:
    """What waits for a second person, where he begins: on a phone the rail and its number are behind a button."""
    said = ngettext("有 %(count)s 件请示等您答复", "有 %(count)s 件请示等您答复", waiting) % {"count": waiting}
    return Link(said, reverse("approvals:list")) if waiting else None


def alarm(actor: Actor, here: str) -> Link | None:
    """What must not wait, for whoever can put it right; on its own page it is said in full."""
    if not backups.KEEP.allowed_anywhere(actor) or not shelved.is_long_without():
        return None
    address = reverse("backups:list")
    return Link(_("超过两天没有核对过的备份"), address, current=address == here)


def may_have_to_ask(actor: Actor) -> bool:
    """Whether what the actor may do can need a second person: power, backups, lists of more than one branch."""
    wide = people.VIEW.allowed_anywhere(actor) and looks_after_others(actor)
    return wide or orgs.GRANT.allowed_anywhere(actor) or backups.KEEP.allowed_anywhere(actor)


def _here(path: str, places: list[str]) -> str:
    """The place of the rail that a page belongs to: the longest address that it begins with."""
    for beginning, place in ELSEWHERE.items():
        if path.startswith(beginning):
            return reverse(place)
    fitting = [place for place in places if path == place or (place != "/" and path.startswith(place))]
    return max(fitting, key=len, default="")


def _inspections(actor: Actor) -> str:
    """Where inspections begin: what one has to visit, what one plans, or what one's own unit received."""
    if inspections.MANAGE.allowed_anywhere(actor):
        return reverse("inspections:rounds")
    return reverse("inspections:today" if inspections.INSPECT.allowed_anywhere(actor) else "inspections:list")


def to_note(actor: Actor, path: str, page: Page | None) -> Link | None:
    """记问题 about what the page shows; the page on which one notes does not lead to itself."""
    if page is None or path == reverse("matters:note"):
        return None
    subject = getattr(page, "subject", None)
    return note_link(actor, subject() if subject is not None else getattr(page, "object", None))


def nav(actor: Actor, path: str, *, big: bool = False, page: Page | None = None) -> Nav:
    """The rail, the bottom bar and the user's menu. ``big``: in large type the bar has three words."""
    home, board = reverse("portal:home"), reverse("portal:dashboard")
    meetings, mine = reverse("activities:list"), reverse("portal:mine")
    here = _here(path, [home, board, meetings, mine, *map(reverse, PLACES)])
    sees_units, approves = looks_after_others(actor), asks.concerns(actor)

    def link(label: Text, href: str, icon: str) -> Link:
        return Link(label, href, icon, href == here)

    work = [link(_("待办"), home, "checklist"), link(_("日历"), reverse("portal:calendar"), "calendar")]
    work.append(link(_("通知"), reverse("notices:list"), "bell"))
    waiting = len(asks.waiting_for(actor)) if approves else 0
    if approves or may_have_to_ask(actor):
        here_now = reverse("approvals:list") == here
        work.append(Link(_("请示与批准"), reverse("approvals:list"), "clipboard-check", here_now, waiting or None))
    life = []
    if activities.VIEW.allowed_anywhere(actor):
        life.append(link(_("会议与党日"), meetings, "calendar-event"))
        life.append(link(_("月报"), reverse("reports:months"), "file-text"))
    if norms.VIEW.allowed_anywhere(actor):
        life.append(link(_("应办事项"), reverse("norms:duties"), "list-check"))
    ledger = [link(_("问题和任务"), reverse("matters:list"), "flag")] if matters.VIEW.allowed_anywhere(actor) else []
    if guidance.VIEW.allowed_anywhere(actor):
        ledger.append(link(_("联系指导"), reverse("guidance:list"), "heart-handshake"))
    if plans.VIEW.allowed_anywhere(actor):
        ledger.append(link(_("年度计划"), reverse("plans:show"), "layout-grid"))
    if pledges.VIEW.allowed_anywhere(actor):
        ledger.append(link(_("责任清单"), reverse("pledges:list"), "file-text"))
    if inspections.VIEW.allowed_anywhere(actor):
        is_here = reverse("inspections:list") == here
        ledger.append(Link(_("督导检查"), _inspections(actor), "clipboard-check", is_here))
    if integrity.KEEP.allowed_anywhere(actor):
        ledger.append(link(_("廉政监督"), reverse("integrity:list"), "shield"))
    if assessments.READ_SCHEMES.allowed_anywhere(actor):
        is_here = reverse("assessments:list") == here
        start = "assessments:list" if assessments.VIEW.allowed_anywhere(actor) else "assessments:schemes"
        ledger.append(Link(_("考核"), reverse(start), "target", is_here))
    force = []
    if orgs.VIEW.allowed_anywhere(actor) and sees_units:
        force.append(link(_("党组织"), reverse("orgs:list"), "sitemap"))
    if people.VIEW.allowed_anywhere(actor):
        force.append(link(_("党员"), reverse("people:list"), "users"))
    if transfers.VIEW.allowed_anywhere(actor):
        force.append(link(_("组织关系转接"), reverse("transfers:list"), "user-plus"))
    if floating.VIEW.allowed_anywhere(actor):
        force.append(link(_("流动党员"), reverse("floating:list"), "map-pin"))
    if points.READ_TABLES.allowed_anywhere(actor):
        is_here = reverse("points:list") == here
        start = "points:list" if points.VIEW.allowed_anywhere(actor) else "points:tables"
        force.append(Link(_("党员积分"), reverse(start), "circle-check", is_here))
    if orgs.MANAGE.allowed_anywhere(actor):
        force.append(link(_("资料缺项"), reverse("portal:quality"), "alert-triangle"))
    picture = [link(_("一张图"), board, "chart-bar")] if sees_units and norms.VIEW.allowed_anywhere(actor) else []
    more_figures = [link(_("自己查数"), reverse("reports:ask"), "search")] if ASK.allowed_anywhere(actor) else []
    open_to_all = [link(_("制度库"), reverse("norms:list"), "book")] if norms.VIEW.allowed_anywhere(actor) else []
    open_to_all.append(link(_("减负合规"), reverse("reports:compliance"), "shield"))
    machine = []
    if audit.AUDIT.allowed_anywhere(actor):
        machine.append(link(_("操作记录"), reverse("oversight:entries"), "history"))
        machine.append(link(_("核对操作记录"), reverse("oversight:chain"), "shield"))
    if audit.SECURE_ACCOUNTS.allowed_anywhere(actor):
        machine.append(link(_("账号"), reverse("oversight:accounts"), "key"))
        machine.append(link(_("登录和授权动态"), reverse("oversight:sign_ins"), "history"))
    if audit.KEEP.allowed_anywhere(actor):
        machine.append(link(_("系统运行"), reverse("oversight:health"), "settings"))
    if backups.KEEP.allowed_anywhere(actor):
        machine.append(link(_("备份与恢复"), reverse("backups:list"), "download"))
    if audit.KEEP.allowed_anywhere(actor):
        machine.append(link(_("数据保留期限"), reverse("oversight:retention"), "archive"))
    sections = [
        Section(_("工作台"), work),
        Section(_("组织生活"), life),
        Section(_("清单"), ledger),
        Section(_("队伍"), force),
        Section(_("一张图"), [*picture, *more_figures]),
        Section(_("公开"), open_to_all),
        Section(_("系统"), machine),
    ]
    phone = [
        work[0],
        *life[:1],
        *(picture or work[1:2])[:1],
        link(_("我的"), mine, "user"),
    ]
    if big:
        say = reverse("people:object_to", args=[actor.person_id, OTHER]) if actor.person_id else ""
        phone = [
            link(_("要办的事"), home, ""),
            *([link(_("说一说"), say, "")] if say else life[:1]),
            link(_("我的"), mine, ""),
        ]
    return Nav(
        sections=[section for section in sections if section.items],
        phone=phone,
        search_href=reverse("portal:search") if sees_units else "",
        user=actor.label,
        user_items=[
            Link(_("我的资料"), mine, "user"),
            Link(_("账号与安全"), reverse("accounts:account"), "shield"),
            Link(_("退出"), reverse("accounts:sign_out"), "logout", post=True),
        ],
        home_href=home,
        alarm=alarm(actor, here),
        hint=asked_of(waiting) if path in (home, board) else None,
        note=to_note(actor, path, page),
    )
