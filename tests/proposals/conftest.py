"""The tests of proposals play on a Monday, so that a fortnight may pass in one line."""

import pytest

from governance import clock
from tests.proposals.factories import MONDAY


@pytest.fixture
def monday():
    """It is Monday, the third of March 2031, at noon in La Réunion; `later(days=…)` goes on from there."""
    with clock.pretend(MONDAY):
        yield MONDAY
