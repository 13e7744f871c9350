"""A member moves from one district to another, in a browser: asked for, issued, routed, received; nothing is lost."""

import pytest

pytestmark = [pytest.mark.once, pytest.mark.browser]
