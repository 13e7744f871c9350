"""Everything that people do to a matter, from the note to the closing."""

from leitu.matters.actions.bulk import MOST, Refusal, Together, do_many
from leitu.matters.actions.checking import answer_extension, close, hand_over, inherit, reopen, send_back
from leitu.matters.actions.doing import assign, begin, extend, involve, link_evidence, progress, request_close
from leitu.matters.actions.noting import change, note, publish, set_aside, take_up
from leitu.matters.actions.parts import split
from leitu.matters.actions.reminding import remind_due

__all__ = [
    "MOST",
    "Refusal",
    "Together",
    "answer_extension",
    "assign",
    "begin",
    "change",
    "close",
    "do_many",
    "extend",
    "hand_over",
    "inherit",
    "involve",
    "link_evidence",
    "note",
    "progress",
    "publish",
    "remind_due",
    "reopen",
    "request_close",
    "send_back",
    "set_aside",
    "split",
    "take_up",
]
