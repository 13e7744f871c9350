from leitu.core.invariants import broken


def test_the_cast_breaks_no_invariant(counties):
    a, b = counties
    assert list(broken(a.tenant.pk)) == []
    assert list(broken(b.tenant.pk)) == []
