"""责任清单 as a paper: line by line with its rule, what the year came to, and room for two signatures; .docx and PDF."""

from leitu.pledges.models import Paper, Pledge, PledgeLine
from leitu.reports import paper, pdf
from leitu.reports.heads import head_line
from leitu.reports.transfer_letter import day_words

WHOSE = {
    PledgeLine.Origin.REQUIRED: "上级提出",
    PledgeLine.Origin.CARRIED: "接着上次的",
    PledgeLine.Origin.OWN: "自己加的",
}


def pledge_docx(values: dict[str, paper.Value]) -> bytes:
    """The list as .docx (layout: scripts/build_docx_templates.py)."""
    return paper.render("pledge.docx", values)


def pledge_pdf(values: dict[str, paper.Value]) -> bytes:
    """The same as PDF."""
    return pdf.render("pledge.typ", values)


def pledge_paper(pledge: Pledge) -> dict[str, paper.Value]:
    """The values that the forms pledge.docx and pledge.typ may name."""
    lines = list(PledgeLine.objects.filter(tenant_id=pledge.tenant_id, pledge=pledge).order_by("order"))
    kinds = [kind for kind in Paper.Kind if any(one.kind == kind for one in lines)]
    return {
        "unit": pledge.unit.name,
        "title": f"{pledge.year}年{pledge.get_title_display()}责任清单",
        "parts": [
            {"title": "", "lines": [standing(pledge)]},
            *(
                {
                    "title": f"{paper.numeral(number)}、{kind.label}",
                    "lines": [said(place, one) for place, one in enumerate((x for x in lines if x.kind == kind), 1)],
                }
                for number, kind in enumerate(kinds, 1)
            ),
        ],
        "head": head_line(pledge.tenant_id),
    }


def standing(pledge: Pledge) -> str:
    """签订人：梅…，2026年1月8日签。会签单位：…，2026年1月12日会签。 and when it was settled."""
    found = [
        f"签订人：{pledge.holder_name}，{day_words(pledge.signed_on)}签{'（纸上签字）' if pledge.is_on_paper else ''}。"
    ]
    if pledge.countersigner is not None:
        day = f"{day_words(pledge.countersigned_on)}会签" if pledge.countersigned_on else "待会签"
        found.append(f"会签单位：{pledge.countersigner.name}，{day}。")
    if pledge.settled_on is not None:
        found.append(f"{day_words(pledge.settled_on)}逐条对账。")
    return "".join(found)


def said(number: int, line: PledgeLine) -> str:
    """（一）按季召开党员大会：每季度至少一次。依据：《…》第十一条。对账：做到。"""
    standard = f"：{line.standard}" if line.standard else ""
    rule = f"依据：{line.rule}。" if line.rule else ""
    whose = f"（{WHOSE[PledgeLine.Origin(line.origin)]}）" if line.origin in WHOSE else ""
    outcome = f"对账：{line.get_outcome_display()}" if line.outcome else ""
    came = f"{outcome}{f'，{line.said}' if line.said else ''}。" if outcome else ""
    return f"（{paper.numeral(number)}）{line.text}{standard}{whose}。{rule}{came}"
