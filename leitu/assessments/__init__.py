"""Assessments (考核): what a branch's quarter, half or year comes to, computed from records by a scheme that is data.

A sheet is an answer while its period runs and is kept, with its evidence, when it closes. What the year is called (好,
较好 …) people decide, beside the computed basis. Nobody is ranked, and nothing is typed that the records know.
"""
