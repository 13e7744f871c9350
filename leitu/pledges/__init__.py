"""Pledges (责任清单): what the holder of each post promises for a year, line by line, each line with its rule.

Nothing is made beforehand: who has to sign is read from the posts of today, what he signs from the papers
(papers.yaml), what committees above ask for besides, and what the holder before him left open. A row begins with a
signature.
"""
