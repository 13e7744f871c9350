"""The code tables of the national forms (rules.md 12.4, 12.5): what is stored is the code, what people write is a name.

education.find("大专").code == "30"        job.find("工勤技能人员")  ->  AmbiguousCode: 016, 025
"""

from leitu.people.codes.table import AmbiguousCode, Code, CodeTable, UnknownCode

sex = CodeTable("sex")
nation = CodeTable("nation")
education = CodeTable("education")
marital = CodeTable("marital")
job = CodeTable("job")

# The occupation groups of the annual bulletin, in its order (rules.md chapter 11).
JOB_GROUPS = ("worker", "farmer", "professional", "management", "office", "student", "other", "retired")

COLLEGE = range(10, 40)  # education codes that the bulletin counts as 大专及以上


def is_college(code: str) -> bool:
    """大专及以上, of an education code."""
    return code.isdecimal() and int(code) in COLLEGE


__all__ = [
    "COLLEGE", "JOB_GROUPS", "AmbiguousCode", "Code", "CodeTable", "UnknownCode", "education", "is_college", "job",
    "marital", "nation", "sex",
]  # fmt: skip
