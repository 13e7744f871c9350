"""A migration operation that leaves room on the pages of a table whose rows are changed soon after they are written."""

from typing import Any

from django.db.migrations.operations.base import Operation


class LeaveRoom(Operation):
    """Fill pages to ``percent`` only: PostgreSQL then changes a row beside itself, without touching any index.

    SQLite changes rows in place and needs nothing.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, model: str, percent: int) -> None:
        self.model, self.percent = model, percent

    def state_forwards(self, app_label: str, state: Any) -> None:
        """How full pages are is no part of the models' state."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._set(app_label, schema_editor, to_state, f"SET (fillfactor = {self.percent})")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._set(app_label, schema_editor, from_state, "RESET (fillfactor)")

    def _set(self, app_label: str, schema_editor: Any, state: Any, words: str) -> None:
        if schema_editor.connection.vendor == "postgresql":
            table = schema_editor.quote_name(state.apps.get_model(app_label, self.model)._meta.db_table)
            schema_editor.execute(f"ALTER TABLE {table} {words}", params=None)

    def describe(self) -> str:
        return f"Leave room on the pages of {self.model}"
