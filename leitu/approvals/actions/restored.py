from leitu.approvals.models import Ask


def void_asks() -> int:
    """After a restore: what waited, and what was approved and not used, is void; it may have been used since.

    Run by leitu.core.restored on the copy; the entry is written by the restore.
    """
    open_states = (Ask.State.ASKED, Ask.State.APPROVED)
    return Ask.objects.filter(state__in=open_states).update(state=Ask.State.VOID)
