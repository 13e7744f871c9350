"""Everything that people do to a matter, from the note to the closing."""

from leitu.matters.actions.budgeting import set_budget
from leitu.matters.actions.bulk import MOST, Refusal, Together, do_many
from leitu.matters.actions.campaigning import end_campaign, open_campaign
from leitu.matters.actions.checking import answer_extension, close, hand_over, inherit, reopen, send_back
from leitu.matters.actions.dispatching import dispatch, run_dispatches
from leitu.matters.actions.doing import assign, begin, extend, involve, link_evidence, progress, request_close
from leitu.matters.actions.hearing import answer_word, ask_word
from leitu.matters.actions.leading import inquire, mark, urge
from leitu.matters.actions.looking import draw_looks, look_back
from leitu.matters.actions.noting import change, note, publish, set_aside, take_up
from leitu.matters.actions.parts import split
from leitu.matters.actions.reminding import remind_due
from leitu.matters.actions.viewing import drop_view, save_view

__all__ = [
    "MOST",
    "Refusal",
    "Together",
    "answer_extension",
    "answer_word",
    "ask_word",
    "assign",
    "begin",
    "change",
    "close",
    "dispatch",
    "do_many",
    "draw_looks",
    "drop_view",
    "end_campaign",
    "extend",
    "hand_over",
    "inherit",
    "inquire",
    "involve",
    "link_evidence",
    "look_back",
    "mark",
    "note",
    "open_campaign",
    "progress",
    "publish",
    "remind_due",
    "reopen",
    "request_close",
    "run_dispatches",
    "save_view",
    "send_back",
    "set_aside",
    "set_budget",
    "split",
    "take_up",
    "urge",
]
