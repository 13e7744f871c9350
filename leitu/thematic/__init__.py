"""Thematic reports (专题报告): once a year each unit reports upwards, drafted from what is on record, and is answered.

What the superior remarks becomes a matter; whether each layer was inspected and has reported stands in one list.
"""
