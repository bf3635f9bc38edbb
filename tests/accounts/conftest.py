"""Nobody waits in these tests: what the rate limits remember is forgotten between them."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _nobody_tried_before():
    cache.clear()
    yield
    cache.clear()
