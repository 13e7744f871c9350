"""A member moves from one district to another, in a browser: asked for, issued, routed, received; nothing is lost."""

import datetime as dt

import pytest

from leitu.accounts.models import SignIn
from leitu.people.models import Membership
from leitu.transfers.models import Transfer
from tests.cast import build_cast

pytestmark = [pytest.mark.once, pytest.mark.browser]
