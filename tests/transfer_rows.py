"""Who may open which page of transfers: lines of tests/access_matrix.py."""

from tests.access_rows import Row, circle, holders, of_branches


def of_end(state: str, does: str = "", *, leaves_entry: bool = False) -> Row:
    """One end of a transfer at a branch."""
    seen = of_branches(circle("transfers.view"))
    return Row(
        f"transfer:{state}",
        holders(does or "transfers.view"),
        seen,
        of_branches(circle(does)) if does else seen,
        leaves_entry=leaves_entry,
    )


TRANSFERS = {
    "transfers:list": Row(gate=holders("transfers.view")),
    "transfers:show": of_end("issued"),
    "transfers:ask": Row(
        "membership",
        holders("transfers.manage"),
        circle("transfers.view"),
        circle("transfers.manage"),
    ),
    "transfers:enter_letter": Row(
        "unit",
        holders("transfers.manage"),
        of_branches(circle("transfers.view")),
        of_branches(circle("transfers.manage")),
    ),
    "transfers:issue": of_end("asked", "transfers.issue"),
    "transfers:renew": of_end("issued", "transfers.issue"),
    "transfers:enter_slip": of_end("paper", "transfers.issue"),
    "transfers:recall": of_end("issued", "transfers.manage"),
    "transfers:receive": of_end("arriving", "transfers.manage"),
    "transfers:route": of_end("arriving", "transfers.issue"),
    "transfers:refuse": of_end("arriving", "transfers.manage"),
    "transfers:uphold": of_end("refused", "transfers.issue"),
    "transfers:overrule": of_end("refused", "transfers.issue"),
    "transfers:urge": of_end("issued", "transfers.manage"),
    "reports:bulletin": Row("unit", holders("people.view"), circle("people.view")),
    "reports:bulletin_paper": Row("unit", holders("people.view"), circle("people.view"), leaves_entry=True),
    "reports:letter": of_end("issued", "transfers.manage", leaves_entry=True),
}
