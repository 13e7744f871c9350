"""What may be asked about transfers."""

from typing import Any

from ninja import Query

from leitu.api.bodies import Q, filled, order, question
from leitu.api.operations import Call, one
from leitu.api.schema import Listed, listed, searched
from leitu.transfers import forms, policies, queries
from leitu.transfers.api import answers
from leitu.transfers.api.answers import TransferLine, TransferRecord, area
from leitu.transfers.models import Transfer

TransferQuestion: Any = question("TransferQuestion", forms.TransferFilter, q=Q, sort=order(*queries.SORTS))


@area.reads("/", "transfers.list", policies.VIEW)
def list_transfers(request: Call, asked: Query[TransferQuestion]) -> Listed[TransferLine]:
    """The ends in sight that are under way, or those in ``state`` (``all``: whatever state), what is due first first."""
    form = filled(forms.TransferFilter, asked)
    found = searched(form.filter(queries.listed(request.actor)), asked.q, queries.SEARCHED)
    return listed(found.order_by(*queries.SORTS[asked.sort]), asked, answers.transfer_line)


@area.reads("/{int:pk}", "transfers.show", policies.VIEW)
def show(request: Call, pk: int) -> TransferRecord:
    """One end with its letter."""
    return answers.transfer_record(one(Transfer.objects.visible_to(request.actor), pk=pk).pk)
