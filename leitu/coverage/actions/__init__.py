"""Keeping the list of workplaces: add, change, close, load a sheet."""

from leitu.coverage.actions.keeping import add, change, close, reopen
from leitu.coverage.actions.loading import load_workplaces

__all__ = ["add", "change", "close", "load_workplaces", "reopen"]
