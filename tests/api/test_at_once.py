"""The same call at the same moment (security.md R5): real commits, so in a file of its own."""

import threading
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client

from leitu.activities.models import Activity
from leitu.audit.models import Entry
from leitu.ui.models import SubmittedForm
from tests.api.programs import Program
from tests.api.test_twice import KEY, body
from tests.cast import build_county
from tests.friday import TODAY

AT_ONCE = 50


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_fifty_equal_calls_at_once_are_one() -> None:
    with time_machine.travel(TODAY, tick=False):
        county = build_county("A")
        mei = Program(county.users["梅"], "write")
        answers: list[Any] = []

        def call() -> None:
            headers = {**mei.headers, "Idempotency-Key": KEY}
            client = Client(raise_request_exception=False)
            sent = client.post("/api/activities/plan", body(county), content_type="application/json", headers=headers)
            answers.append((sent.status_code, sent.content))
            connection.close()

        threads = [threading.Thread(target=call) for _number in range(AT_ONCE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(answers) == AT_ONCE
    assert len(set(answers)) == 1, {status for status, _content in answers}
    assert answers[0][0] == 200
    assert Activity.objects.count() == 1
    assert Entry.objects.filter(verb="activities.plan").count() == 1
    assert SubmittedForm.objects.count() == 1
