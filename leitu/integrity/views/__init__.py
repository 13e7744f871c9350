"""The pages of the discipline line: ``risks``, ``rulings``; and ``own``, for whom a ruling is about."""
