"""The pages of inspections: ``rounds`` for whoever plans, ``going`` for whoever goes out, ``answering`` for the unit."""
