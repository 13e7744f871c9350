"""Lists that come from outside: the tree with its secretaries, and the register of members.

Parsed and checked outside any transaction (a child process reads the file), then one short commit in bulk.
"""

from leitu.people.importing.members import MEMBERS, import_members
from leitu.people.importing.units import UNITS, import_units

__all__ = ["MEMBERS", "UNITS", "import_members", "import_units"]
