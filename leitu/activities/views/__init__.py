"""The pages of activities: plans.py before, keeping.py during and after, reading.py, and join.py for everybody."""
