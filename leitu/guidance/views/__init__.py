"""The pages of guidance: ``liaisons`` (who looks after whom) and ``cases`` (weak branches)."""
