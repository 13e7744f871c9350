"""The line at the end of papers that are printed and filed: a head of the audit's chain, kept outside by habit.

Whoever cuts off what is behind it later, is found with any paper of after that day (decision 0055).
"""

import datetime as dt

from django.utils import timezone

from leitu.audit import sealing


def head_line(tenant_id: int) -> str:
    """操作记录链头：12-345-9f3c-0a1b-77de-4c02（累计8012条，2026-11-23 10:10）, empty before anything was sealed."""
    head = sealing.newest_head(tenant_id)
    if head is None:
        return ""
    sealed_at = timezone.localtime(dt.datetime.fromisoformat(head.at))
    return f"操作记录链头：{sealing.written(head)}（累计{head.total}条，{sealed_at:%Y-%m-%d %H:%M}）"
