"""The endpoints of norms and duties: the list behind every number, the explanation, waivers, remarks, the library.

The library stands last: the address of one norm would answer for all others.
"""

from leitu.norms.api import deciding, duties, library
from leitu.norms.api.duties import area

__all__ = ["area", "deciding", "duties", "library"]
