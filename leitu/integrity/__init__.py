"""Integrity (廉政监督): risk points with their yearly check, and rulings after 问责 and the four forms, for the discipline line.

Everything is sealed and shown only as a recorded act. No ruling is ever made by the system, and none comes from a score;
whom it concerns sees his own, is told and may appeal.
"""
