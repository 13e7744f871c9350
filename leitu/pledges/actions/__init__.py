"""Everything that people do with pledges: sign, countersign, settle, speak about them; and what committees ask for."""

from leitu.pledges.actions.papers import release_line, require_line, seed_papers
from leitu.pledges.actions.settling import Result, settle
from leitu.pledges.actions.signing import add_line, countersign, sign
from leitu.pledges.actions.speaking import answer, comment

__all__ = [
    "Result",
    "add_line",
    "answer",
    "comment",
    "countersign",
    "release_line",
    "require_line",
    "seed_papers",
    "settle",
    "sign",
]
