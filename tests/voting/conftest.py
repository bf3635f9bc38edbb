"""What the tests of votes share."""

import json
from io import StringIO

import pytest
from django.core.management import call_command


@pytest.fixture
def recount(tmp_path):
    """`recount(content)` gives the answer of `manage.py recount` to a file of those bytes."""

    def recount(content):
        file = tmp_path / "vote.json"
        file.write_bytes(content)
        said = StringIO()
        call_command("recount", str(file), stdout=said)
        return json.loads(said.getvalue())

    return recount
