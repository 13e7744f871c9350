"""Who gets a page, what a list forgives, and that a form has one effect."""

import re
import threading

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client

from leitu.ui.models import SubmittedForm
from leitu.ui.tests.conftest import MIDDLEWARE

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def key_in(page) -> str:
    [key] = re.findall(r'name="form_key" value="([^"]+)"', page.content.decode())
    return key


def text(page) -> str:
    return page.content.decode()


class TestWhoMayOpen:
    def test_public_page_is_open(self, web):
        assert web.get("/open/", headers={"X-User": "0"}).status_code == 200

    def test_anonymous_visitor_signs_in_first(self, web):
        answer = web.get("/groups/?page=2", headers={"X-User": "0"})
        assert answer.status_code == 302
        assert answer["Location"] == "/sign-in/?next=/groups/%3Fpage%3D2"

    def test_anonymous_fragment_sends_the_whole_page_to_sign_in(self, web):
        answer = web.get("/groups/", headers={"X-User": "0"} | HTMX)
        assert answer["HX-Redirect"].startswith("/sign-in/")

    @pytest.mark.parametrize("address", ["/closed/", "/silent/"])
    def test_without_permission_403(self, web, address):
        answer = web.get(address)
        assert answer.status_code == 403
        assert "没有办理这件事的权限" in text(answer)

    def test_post_is_refused_like_get(self, web):
        assert web.post("/closed/").status_code == 403

    def test_object_permission_is_asked_before_the_form_is_shown(self, web):
        locked = Group.objects.create(name="locked")
        answer = web.get(f"/groups/{locked.pk}/rename/")
        assert answer.status_code == 403
        assert "groups.change" not in text(answer)  # the name of a permission explains nothing

    def test_wrong_method_is_a_page(self, web):
        answer = web.delete("/groups/new/")
        assert answer.status_code == 405
        assert "GET" in answer["Allow"]


class TestList:
    @pytest.fixture(autouse=True)
    def groups(self):
        Group.objects.bulk_create(Group(name=f"组{n:03}") for n in range(60))
        Group.objects.create(name="unseen")

    def test_shows_what_is_visible(self, web):
        page = web.get("/groups/?size=100")
        assert page.context["total"] == 60
        assert "unseen" not in text(page)

    @pytest.mark.parametrize(
        ("asked", "number"),
        [("0", 3), ("-1", 3), ("abc", 1), ("1e9", 1), ("9" * 5000, 1), ("10", 3), ("2", 2), ("", 1)],
        ids=range(8),
    )
    def test_bad_page_numbers_are_forgiven(self, web, asked, number):
        assert web.get("/groups/", {"page": asked}).context["page"].number == number

    @pytest.mark.parametrize(("asked", "size"), [("50", 50), ("100", 100), ("1000000", 25), ("x", 25)])
    def test_page_size(self, web, asked, size):
        assert web.get("/groups/", {"size": asked}).context["page"].paginator.per_page == size

    def test_search(self, web):
        assert [g.name for g in web.get("/groups/?q=组017").context["objects"]] == ["组017"]

    @pytest.mark.parametrize("q", ["\x00", "a\x00b", "%", "'; --", "\ud800", "组" * 5000, "\u202e"], ids=range(7))
    def test_search_survives(self, web, q):
        assert web.get("/groups/", {"q": q.encode("utf-8", "surrogatepass")}).status_code == 200

    def test_unknown_order_is_passed_over(self, web):
        assert web.get("/groups/?sort=user__password").status_code == 200
        assert web.get("/groups/?sort=down").context["objects"][0].name == "组059"

    def test_htmx_gets_the_rows_only(self, web):
        answer = web.get("/groups/", headers=HTMX)
        assert "<html" not in text(answer)
        assert "组000" in text(answer)
        assert "HX-Request" in answer["Vary"]
        assert "<html" in text(web.get("/groups/", headers=HTMX | {"HX-Boosted": "true"}))


class TestDetail:
    def test_out_of_sight_is_like_absent(self, web):
        hidden = Group.objects.create(name="unseen")
        one, other = web.get(f"/groups/{hidden.pk}/"), web.get(f"/groups/{hidden.pk + 1000}/")
        assert (one.status_code, other.status_code) == (404, 404)
        assert len(text(one)) == len(text(other))

    @pytest.mark.parametrize("pk", [2**63, 10**100])
    def test_enormous_keys_are_absent(self, web, pk):
        assert web.get(f"/groups/{pk}/").status_code == 404


class TestForm:
    def test_effect_and_redirect(self, web):
        answer = web.post("/groups/new/", {"name": "甲"}, follow=True)
        assert answer.redirect_chain == [(f"/groups/{Group.objects.get(name='甲').pk}/", 302)]
        assert "已新建。" in text(answer)

    def test_errors_keep_the_input(self, web):
        answer = web.post("/groups/new/", {"name": "长" * 50})
        assert answer.status_code == 200
        assert "有 1 处要改" in text(answer)
        assert "长" * 50 in text(answer)
        assert 'aria-invalid="true"' in text(answer)

    def test_errors_for_htmx_are_422(self, web):
        assert web.post("/groups/new/", {"name": ""}, headers=HTMX).status_code == 422

    def test_success_for_htmx_is_a_redirect_of_the_page(self, web):
        assert web.post("/groups/new/", {"name": "甲"}, headers=HTMX)["HX-Redirect"].startswith("/groups/")

    def test_fifty_equal_submits_have_one_effect_and_equal_answers(self, web):
        sent = {"name": "甲", "form_key": key_in(web.get("/groups/new/"))}
        answers = {(a.status_code, a["Location"]) for a in (web.post("/groups/new/", sent) for _ in range(50))}
        assert len(answers) == 1
        assert Group.objects.filter(name="甲").count() == 1
        assert SubmittedForm.objects.get().user_id == 7

    def test_same_key_with_other_content_is_a_conflict_that_keeps_the_input(self, web):
        key = key_in(web.get("/groups/new/"))
        web.post("/groups/new/", {"name": "甲", "form_key": key})
        answer = web.post("/groups/new/", {"name": "乙", "form_key": key})
        assert answer.status_code == 409
        assert "乙" in text(answer)
        assert not Group.objects.filter(name="乙").exists()

    def test_a_key_of_somebody_else_is_free(self, web):
        key = key_in(web.get("/groups/new/"))
        web.post("/groups/new/", {"name": "甲", "form_key": key})
        answer = web.post("/groups/new/", {"name": "乙", "form_key": key}, headers={"X-User": "8"})
        assert answer.status_code == 302

    def test_refused_input_frees_the_key_and_writes_nothing(self, web):
        key = key_in(web.get("/groups/new/"))
        answer = web.post("/groups/new/", {"name": "taken", "form_key": key})
        assert "这个名称有了。" in text(answer)
        assert "还有别的毛病。" in text(answer)
        assert Group.objects.count() == SubmittedForm.objects.count() == 0
        assert web.post("/groups/new/", {"name": "甲", "form_key": key}).status_code == 302

    @pytest.mark.parametrize("key", ["", "short", "a" * 65, "<script>alert(1)</script>", "a b" * 8])
    def test_a_key_that_is_none_is_passed_over(self, web, key):
        assert web.post("/groups/new/", {"name": "甲", "form_key": key}).status_code == 302
        assert SubmittedForm.objects.count() == 0

    def test_not_allowed_is_403_and_writes_nothing(self, web):
        answer = web.post("/groups/new/", {"name": "refused"})
        assert answer.status_code == 403
        assert "这件事归上级办。" in text(answer)
        assert Group.objects.count() == 0

    def test_wrong_state_is_409_and_keeps_the_input(self, web):
        answer = web.post("/groups/new/", {"name": "late"})
        assert answer.status_code == 409
        assert "已经归档了。" in text(answer)
        assert "late" in text(answer)

    def test_null_characters_are_an_error_not_a_fault(self, web):
        assert web.post("/groups/new/", {"name": "a\x00b"}).status_code == 200

    @pytest.mark.postgres_only
    @pytest.mark.django_db(transaction=True)
    def test_equal_submits_at_the_same_moment(self, web):
        sent = {"name": "甲", "form_key": key_in(web.get("/groups/new/"))}
        answers = []

        def send():
            answers.append(Client(raise_request_exception=False).post("/groups/new/", sent)["Location"])
            connection.close()

        threads = [threading.Thread(target=send) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(answers) == 16
        assert len(set(answers)) == 1
        assert Group.objects.filter(name="甲").count() == 1


class TestStaleEdit:
    @pytest.fixture
    def group(self):
        return Group.objects.create(name="红星")

    def test_version_goes_out_and_comes_back(self, web, group):
        page = web.get(f"/groups/{group.pk}/rename/")
        assert 'name="version" value="2"' in text(page)
        assert 'value="红星"' in text(page)
        assert web.post(f"/groups/{group.pk}/rename/", {"name": "红星一支部", "version": "2"}).status_code == 302

    def test_conflict_shows_both_versions_and_can_be_sent_again(self, web, group):
        Group.objects.filter(pk=group.pk).update(name="红星社区")
        answer = web.post(f"/groups/{group.pk}/rename/", {"name": "我写的", "version": "2"})
        assert answer.status_code == 409
        [difference] = answer.context["differences"]
        assert (difference.now, difference.yours) == ("红星社区", "我写的")
        assert 'name="version" value="4"' in text(answer)
        again = {"name": "我写的", "version": "4", "form_key": key_in(answer)}
        assert web.post(f"/groups/{group.pk}/rename/", again).status_code == 302
        assert Group.objects.get().name == "我写的"

    @pytest.mark.parametrize("version", ["", "abc", "-1", "９", "9" * 40, "1.5"])
    def test_a_bad_version_is_a_conflict_not_a_fault(self, web, group, version):
        answer = web.post(f"/groups/{group.pk}/rename/", {"name": "我写的", "version": version})
        assert answer.status_code == 409
        assert "我写的" in text(answer)

    def test_repeated_submit_is_answered_although_the_version_has_moved_on(self, web, group):
        sent = {"name": "红星一支部", "version": "2", "form_key": key_in(web.get(f"/groups/{group.pk}/rename/"))}
        assert {web.post(f"/groups/{group.pk}/rename/", sent).status_code for _ in range(3)} == {302}


class TestAction:
    @pytest.fixture
    def group(self):
        return Group.objects.create(name="红星")

    def test_get_asks_and_changes_nothing(self, web, group):
        answer = web.get(f"/groups/{group.pk}/remove/")
        assert "确定吗？" in text(answer)
        assert "is-danger" in text(answer)
        assert Group.objects.count() == 1

    def test_post_acts_once_even_when_the_object_is_gone(self, web, group):
        sent = {"form_key": key_in(web.get(f"/groups/{group.pk}/remove/"))}
        assert [web.post(f"/groups/{group.pk}/remove/", sent)["Location"] for _ in range(3)] == ["/groups/"] * 3
        assert web.post(f"/groups/{group.pk}/remove/").status_code == 404

    def test_wrong_state(self, web):
        kept = Group.objects.create(name="kept")
        answer = web.post(f"/groups/{kept.pk}/remove/")
        assert answer.status_code == 409
        assert "还有人在用。" in text(answer)

    def test_forms_refuse_without_the_csrf_token(self, group):
        assert "django.middleware.csrf.CsrfViewMiddleware" in MIDDLEWARE
        strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
        answer = strict.post(f"/groups/{group.pk}/remove/")
        assert answer.status_code == 403
        assert "这个页面开得太久了" in text(answer)
        assert Group.objects.count() == 1
