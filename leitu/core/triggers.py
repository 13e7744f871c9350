"""Migration operations that make a table append-only, on SQLite and on PostgreSQL."""

from typing import Any

from django.db.migrations.operations.base import Operation

SQLITE = """
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
POSTGRES = """
CREATE OR REPLACE FUNCTION leitu_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION leitu_append_only();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION leitu_append_only()
"""


class AppendOnly(Operation):
    """Forbid UPDATE, DELETE and TRUNCATE on the table of a model."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model: str) -> None:
        self.model = model

    def state_forwards(self, app_label: str, state: Any) -> None:
        """A trigger is no part of the models' state."""

    def _table(self, app_label: str, state: Any) -> str:
        return str(state.apps.get_model(app_label, self.model)._meta.db_table)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = self._table(app_label, to_state)
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(POSTGRES.format(table=table), params=None)
            return
        for statement in SQLITE.format(table=table).strip().split("END;"):
            schema_editor.execute(statement if statement.endswith("END") else statement + "END", params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = self._table(app_label, from_state)
        on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        names = ("no_change", "no_truncate") if on else ("no_update", "no_delete")
        for name in names:
            schema_editor.execute(f"DROP TRIGGER {table}_{name}{on}", params=None)

    def describe(self) -> str:
        return f"Make {self.model} append-only"
