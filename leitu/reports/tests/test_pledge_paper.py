"""A signed list on paper: every line with its rule, and room for two hands."""

import io

import pytest
from django.urls import reverse
from docx import Document

from leitu.audit.models import Entry
from leitu.core.errors import NotAllowed
from leitu.people.models import Post
from leitu.pledges import actions
from leitu.pledges.models import PledgeLine
from leitu.reports import actions as reports
from leitu.reports.pledge_paper import pledge_paper


def signed(county):
    post = Post.objects.get(person=county.persons["梅"], title="secretary")
    return actions.sign(actor=county.actor("梅"), post=post, year=2026)


def test_the_list_leaves_as_a_paper_to_sign_on(county, sign_in):
    pledge = signed(county)
    one = PledgeLine.objects.filter(pledge=pledge).order_by("order").first()
    PledgeLine.objects.filter(pk=one.pk).update(outcome="partly", said="{{ 7*7 }} <b>补了一次</b>")
    content = reports.download_pledge(actor=county.actor("梅"), pledge=pledge)
    words = "\n".join(line.text for line in Document(io.BytesIO(content)).paragraphs)
    assert f"2026年{pledge.get_title_display()}责任清单" in words
    assert (
        f"（一）{one.text}：{one.standard}。依据：{one.rule}。对账：部分做到，{{{{ 7*7 }}}} <b>补了一次</b>。" in words
    )
    assert f"签订人：{pledge.holder_name}，2026年3月20日签。会签单位：{pledge.countersigner.name}，待会签。" in words
    assert "签订人（签名）" in words and "会签人（签名）" in words
    assert len(pledge_paper(pledge)["parts"]) == 3

    client = sign_in("梅")
    address = reverse("reports:pledge", args=[pledge.pk])
    assert address in client.get(pledge.get_absolute_url()).content.decode()
    answers = [client.get(f"{address}{form}") for form in ("", "?form=pdf", "?form=exe")]
    assert [one.status_code for one in answers] == [200, 200, 400]
    assert answers[1].content.startswith(b"%PDF")
    assert Entry.objects.filter(verb="reports.download_pledge").count() == 3


def test_out_of_sight_there_is_no_paper(county, sign_in):
    pledge = signed(county)
    assert sign_in("石磊").get(reverse("reports:pledge", args=[pledge.pk])).status_code == 404
    with pytest.raises(NotAllowed):
        reports.download_pledge(actor=county.actor("石磊"), pledge=pledge)
    assert not Entry.objects.filter(verb="reports.download_pledge").exists()
