"""Floating members (流动党员): away, still of their branch; who keeps in touch, until when, and where they take part meanwhile.

Being away is a dated row of the register (people.FloatingRecord); here is what is done about it. What they take part in
elsewhere is read from the rolls there and never written again.
"""
