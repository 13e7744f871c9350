"""The rights to write, to read and to answer are those of the ledger: whoever keeps, sees and checks what a unit owes."""

from leitu.matters.policies import MANAGE as WRITE
from leitu.matters.policies import REVIEW as RECEIVE
from leitu.matters.policies import VIEW

__all__ = ["RECEIVE", "VIEW", "WRITE"]
