"""What is due for me: home, the unit page, the dashboard, the explanation of a duty, the rule library."""
