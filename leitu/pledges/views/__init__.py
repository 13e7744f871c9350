"""The pages of pledges: ``reading``, ``signing``, ``settling``, ``speaking``, and ``papers`` (what is signed)."""
