"""The pages of matters: ``ledger`` and ``reading`` show, the others are the steps."""
