"""The pages of the discipline line, from a risk point to its matter and from a ruling to the answered appeal."""

import pytest
from django.urls import reverse

from leitu.integrity.models import RiskPoint, Ruling
from leitu.integrity.tests.factories import RULING, WORDS, risk, ruling


@pytest.fixture
def visit(sign_in):
    def go(who, name, *args, **sent):
        client, address = sign_in(who), reverse(f"integrity:{name}", args=args)
        answer = client.post(address, sent, follow=True) if sent else client.get(address)
        return answer.content.decode()

    return go


def test_from_a_risk_to_its_check(county, visit, sign_in):
    branch = county.units["Q1"]
    assert reverse("integrity:list") in sign_in("赵敏").get(reverse("portal:home")).content.decode()
    unit_page = sign_in("赵敏").get(branch.get_absolute_url()).content.decode()
    assert reverse("integrity:add_risk", args=[branch.pk]) in unit_page
    assert "登记了" in visit("赵敏", "add_risk", branch.pk, area="procurement", **WORDS)
    point = RiskPoint.objects.get()
    listed = visit("赵敏", "list")
    assert "今年还没检查" in listed and WORDS["risk"] not in listed
    assert WORDS["risk"] in visit("赵敏", "look_at_risk", point.pk)
    assert WORDS["measure"] in visit("赵敏", "change_risk", point.pk)
    assert "记下了" in visit("赵敏", "check_risk", point.pk, outcome="found", text="缺签字", finding="完善签字手续")
    assert "完善签字手续" in visit("town_body", "look_at_risk", point.pk)
    assert "撤销了" in visit("赵敏", "retire_risk", point.pk, sure="1")
    assert "还没有登记风险点" in visit("赵敏", "list")


@pytest.mark.parametrize("who", ["梅", "officer", "auditor", "administrator"])
def test_neither_the_secretary_nor_the_machine_s_three_see_a_trace(county, sign_in, who):
    point, row = risk(county), ruling(county)
    client = sign_in(who)
    for name, args in (("list", []), ("look_at_risk", [point.pk]), ("rulings", []), ("look_at_ruling", [row.pk])):
        assert client.get(reverse(f"integrity:{name}", args=args)).status_code == 403
    for page in (county.units["Q1"].get_absolute_url(), reverse("portal:home"), "/search/?q=孙涛"):
        said = client.get(page).content.decode()
        assert "integrity/" not in said and "金丝雀" not in said


def test_a_ruling_from_the_decision_to_the_answered_appeal(county, visit, sign_in):
    sent = {
        **{name: str(value) for name, value in RULING.items()},
        "subject": str(county.persons["孙涛"].pk),
        "by_unit": str(county.units["Q"].pk),
    }
    assert "已通知本人" in visit("town_body", "enter_ruling", county.units["Q1"].pk, **sent)
    row = Ruling.objects.get()
    listed = visit("town_body", "rulings")
    assert row.number in listed and "孙涛" not in listed
    opened = visit("town_body", "look_at_ruling", row.pk, purpose="handle")
    assert RULING["decision"] in opened and reverse("integrity:revoke_ruling", args=[row.pk]) in opened
    mine = sign_in("孙涛").get(reverse("portal:mine")).content.decode()
    assert reverse("integrity:own_ruling", args=[row.pk]) in mine and RULING["decision"] not in mine
    own = visit("孙涛", "own_ruling", row.pk)
    assert RULING["decision"] in own and "办理本案" in own
    assert reverse("integrity:appeal", args=[row.pk]) in own
    assert "等答复" in visit("孙涛", "appeal", row.pk, text="当时在住院")
    answer = reverse("integrity:answer_appeal", args=[row.pk])
    assert answer not in visit("town_body", "look_at_ruling", row.pk, purpose="appeal")
    assert answer in visit("county_body", "rulings") + visit("county_body", "look_at_ruling", row.pk, purpose="appeal")
    assert "已通知本人" in visit("county_body", "answer_appeal", row.pk, outcome="amended", answer="改为批评教育")
    assert "改为批评教育" in visit("孙涛", "own_ruling", row.pk)
    assert "第 1 季度" in visit("county_body", "counts")


def test_by_number_one_finds_it_and_by_name_nothing(county, sign_in):
    row = ruling(county, "赵敏", "Q1")
    address = reverse("integrity:rulings")
    assert row.number not in sign_in("town_body").get(address).content.decode()
    assert row.number in sign_in("town_body").get(address, {"q": row.number}).content.decode()
    assert "没有这个案号" in sign_in("town_body").get(address, {"q": "孙涛"}).content.decode()


def test_a_purpose_that_is_none_shows_nothing(county, visit):
    row = ruling(county)
    assert RULING["decision"] not in visit("town_body", "look_at_ruling", row.pk, purpose="curious")
