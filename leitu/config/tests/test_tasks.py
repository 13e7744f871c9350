"""The jobs that no app of their own floor can plan."""

import datetime as dt

import pytest
from django.utils import timezone

from leitu.core import jobs
from leitu.core.models import JobRun
from leitu.ui.models import SubmittedForm
from leitu.ui.once import KEPT_FOR


@pytest.mark.django_db
def test_sent_forms_are_forgotten_by_a_job() -> None:
    for name, age in (("old", KEPT_FOR + dt.timedelta(hours=1)), ("new", KEPT_FOR - dt.timedelta(hours=1))):
        row = SubmittedForm.objects.create(tenant_id=1, user_id=1, key=name, path="/", digest="d")
        SubmittedForm.objects.filter(pk=row.pk).update(at=timezone.now() - age)
    done = jobs.run_now("ui.forget_forms")
    assert (done.outcome, done.result) == (JobRun.Outcome.DONE, {"forgotten": 1})
    assert [row.key for row in SubmittedForm.objects.all()] == ["new"]
