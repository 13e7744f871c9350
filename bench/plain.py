"""The baseline of ``throughput``: a view as plain as can be behind the same login and middleware.

It inserts 26 rows with one statement into a table with the columns and indexes of the attendances, and nothing else:
no form, no lock, no rule, no audit.
"""

import secrets

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.timezone import localdate

from leitu.config import urls

ROWS = 26
TABLE = "CREATE TABLE bench_plain (LIKE activities_attendance INCLUDING ALL)"
COLUMNS = ("activity_id", "person_id", "unit_id", "tenant_id", "kind", "on", "state", "via", "capacity", "is_exempt",
           "is_voter", "note")  # fmt: skip
INSERT = "INSERT INTO bench_plain ({columns}) VALUES {rows}".format(
    columns=", ".join(f'"{name}"' for name in COLUMNS),
    rows=", ".join([f"({', '.join(['%s'] * len(COLUMNS))})"] * ROWS),
)


def insert(request: HttpRequest) -> HttpResponse:
    """Only for those who are signed in; the answer leads on, as that of a form does."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    activity, day = secrets.randbits(60), localdate()
    values = [value for n in range(ROWS) for value in (activity, n, 1, 1, 1, day, 1, 0, 0, False, True, "")]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT, values)
    return HttpResponse(status=302, headers={"Location": "/"})


urlpatterns = [*urls.urlpatterns, path("bench/plain/", insert)]
