"""Points (党员积分): what a member's recorded year comes to by a published table of rules, told to him and to his own branch.

Nobody enters points, no list is ordered by them, and no column holds a sum that could be: a statement is computed from
the rolls, or was kept whole at the end of a year. Objections are about the fact (people.Objection), never about the point.
"""
