"""The pages of plans: ``reading`` (the board, the list of units) and ``writing``."""
