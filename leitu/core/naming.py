"""A migration operation that writes the tokens of names that were there before tokens had a table."""

from typing import Any

from django.db.migrations.operations.base import Operation

from leitu.core import bulk
from leitu.core.order import tokens


class FillTokens(Operation):
    """Fill the empty table ``<model>Token`` with what the rows of ``model`` are found by."""

    reversible = True

    def __init__(self, model: str) -> None:
        self.model = model

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Rows are no part of the models' state."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        apps = to_state.apps
        # A list: while COPY writes, its connection reads nothing.
        names = list(apps.get_model(app_label, self.model).objects.values_list("tenant_id", "pk", "name"))
        rows = ((tenant, key, token.encode()) for tenant, key, name in names for token in tokens(name))
        bulk.load(apps.get_model(app_label, f"{self.model}Token"), rows, ("tenant_id", f"{self.model}_id", "token"))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """The table goes, and the rows with it."""

    def describe(self) -> str:
        return f"Write what each {self.model} is found by"
