"""The word of whoever is affected: a link that shows two sentences, works once, and never speaks for the silent."""

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from leitu.audit.models import Entry
from leitu.core.actor import ANONYMOUS
from leitu.core.clock import now
from leitu.core.errors import NotAllowed, WrongState
from leitu.core.restored import void_all
from leitu.core.retention import sweeps
from leitu.matters import actions, words
from leitu.matters.models import Matter, Step, Word
from leitu.matters.tests import factories as make


def asked(county):
    """A matter that waits for its checker, and the code of one link."""
    matter = make.in_state(county, "close_requested")
    return matter, actions.ask_word(actor=make.mei(county), matter=matter)


def page_of(code):
    return reverse("matters:answer_word", args=[code])


def test_only_a_digest_is_kept(county):
    matter, code = asked(county)
    word = Word.objects.get(matter=matter)
    assert code not in str(vars(word))
    assert word.effect == "连续两次会议签字齐全"
    assert Entry.objects.filter(verb="matters.ask_word", object_id=matter.pk).exists()
    assert code not in str(list(Entry.objects.values_list("data", flat=True)))


@pytest.mark.parametrize(("name", "may"), [("梅", True), ("officer", True), ("孙涛", False), ("石磊", False)])
def test_either_side_may_ask(county, name, may):
    matter = make.in_state(county, "close_requested")
    if may:
        assert actions.ask_word(actor=county.actor(name), matter=matter)
        return
    with pytest.raises(NotAllowed):
        actions.ask_word(actor=county.actor(name), matter=matter)


def test_without_an_account_two_sentences_and_no_more(county):
    matter, code = asked(county)
    page = Client().get(page_of(code)).content.decode()
    assert matter.title in page
    assert "连续两次会议签字齐全" in page
    for hidden in (matter.unit.name, matter.person_name, matter.standard, f"/matters/{matter.pk}/"):
        assert hidden not in page


def test_it_stands_beside_the_request_and_works_once(county, sign_in):
    matter, code = asked(county)
    visitor = Client()
    answer = visitor.post(page_of(code), {"answer": "unsolved", "text": "还是没有本子", "form_key": "a" * 32})
    assert "谢谢您" in answer.content.decode()
    assert visitor.post(page_of(code), {"answer": "solved", "form_key": "b" * 32}).status_code == 410
    word = Word.objects.get(matter=matter)
    assert (word.answer, word.text) == ("unsolved", "还是没有本子")
    step = Step.objects.get(matter=matter, kind="word_given")
    assert (step.by, step.by_label) == (0, "")
    for name in ("matters:show", "matters:close"):
        assert "还是没有本子" in sign_in("officer").get(reverse(name, args=[matter.pk])).content.decode()


def test_unsolved_makes_the_closing_say_why(county):
    matter, code = asked(county)
    actions.answer_word(actor=ANONYMOUS, code=code, solved=False)
    with pytest.raises(ValidationError, match="没解决"):
        actions.close(actor=make.officer(county), matter=matter)
    together = actions.do_many(actor=make.officer(county), step="close", matters=[matter])
    assert together.done == []
    assert actions.close(actor=make.officer(county), matter=matter, finding="他说的是另一件").state == "closed"


def test_solved_needs_nothing_more(county):
    matter, code = asked(county)
    actions.answer_word(actor=ANONYMOUS, code=code, solved=True)
    assert actions.close(actor=make.officer(county), matter=matter).state == "closed"


def test_silence_is_no_consent_and_no_obstacle(county, sign_in):
    matter, _code = asked(county)
    found = words.words_of(matter)
    assert found is not None
    assert (found.solved, found.unsolved, found.silent) == ([], [], 1)
    page = sign_in("officer").get(reverse("matters:show", args=[matter.pk])).content.decode()
    assert "不回话不算同意" in page
    assert actions.close(actor=make.officer(county), matter=matter).state == "closed"


def test_what_was_said_of_an_earlier_request_does_not_count(county):
    matter, code = asked(county)
    actions.answer_word(actor=ANONYMOUS, code=code, solved=False)
    with time_machine.travel("2026-03-25 01:00:00Z"):
        matter = actions.send_back(actor=make.officer(county), matter=matter, reason="当事人说没解决")
        matter = actions.request_close(actor=make.mei(county), matter=matter, effect="买了新本子")
        assert words.words_of(matter) is None
        assert actions.close(actor=make.officer(county), matter=matter).state == "closed"


@pytest.mark.parametrize("end", ["close", "send_back", "run out", "restored"])
def test_a_link_ends_with_its_request(county, end):
    matter, code = asked(county)
    if end == "close":
        actions.close(actor=make.officer(county), matter=matter)
    elif end == "send_back":
        actions.send_back(actor=make.officer(county), matter=matter, reason="还缺")
    elif end == "restored":
        assert void_all()["matters.words"] == 1
    with time_machine.travel("2026-04-20 01:00:00Z" if end == "run out" else "2026-03-21 01:00:00Z"):
        assert Client().get(page_of(code)).status_code == 410
        with pytest.raises(WrongState):
            actions.answer_word(actor=ANONYMOUS, code=code, solved=True)


@pytest.mark.parametrize("name", ["梅", "孙涛", "李强"])
def test_the_owner_does_not_speak_for_them(county, name):
    _matter, code = asked(county)
    with pytest.raises(NotAllowed):
        actions.answer_word(actor=county.actor(name), code=code, solved=True)


def test_whoever_is_signed_in_is_named(county):
    matter, code = asked(county)
    actions.answer_word(actor=county.actor("石磊"), code=code, solved=True)
    assert "石磊" in Step.objects.get(matter=matter, kind="word_given").by_label


def test_guessing_is_slowed_down(county):
    _matter, code = asked(county)
    visitor = Client()
    answers = [visitor.get(page_of(f"GUESS{number}")).status_code for number in range(32)]
    assert answers[:29] == [410] * 29
    assert answers[-1] == 429
    assert visitor.get(page_of(code)).status_code == 429
    assert Client(REMOTE_ADDR="198.51.100.7").get(page_of(code)).status_code == 200


def test_not_more_than_twenty_at_once_nor_a_long_sentence(county):
    matter, code = asked(county)
    with pytest.raises(ValidationError):
        actions.answer_word(actor=ANONYMOUS, code=code, solved=True, text="长" * 501)
    for _number in range(19):
        actions.ask_word(actor=make.mei(county), matter=matter)
    with pytest.raises(ValidationError):
        actions.ask_word(actor=make.mei(county), matter=matter)


def test_the_link_is_shown_once_to_whoever_made_it(county, sign_in):
    matter = make.in_state(county, "close_requested")
    client = sign_in("梅")
    answer = client.post(reverse("matters:ask_word", args=[matter.pk]), {"form_key": "a" * 32}, follow=True)
    [code] = {part.split("/")[0] for part in answer.content.decode().split("/matters/word/")[1:]}
    assert Client().get(page_of(code)).status_code == 200
    shown = sign_in("officer").get(reverse("matters:word_link", args=[matter.pk])).content.decode()
    assert code not in shown
    assert "已经看不到了" in shown


def test_what_was_never_answered_goes(county):
    matter, _code = asked(county)
    kept = actions.ask_word(actor=make.mei(county), matter=matter)
    actions.answer_word(actor=ANONYMOUS, code=kept, solved=True)
    with time_machine.travel("2027-03-20 01:00:00Z"):
        assert sweeps()["matters.words"](now()) == 1
    assert Word.objects.filter(matter=matter).count() == 1
    assert Matter.objects.filter(pk=matter.pk).exists()
