import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.proposals.factories import *
from tests.proposals.conftest import monday
@pytest.mark.django_db
@pytest.mark.parametrize("phase",["draft","amending","consultation","concertation","awaiting","resolved"])
def test_q(cast, monday, phase, capsys):
    p = a_proposal(cast, phase=phase)
    c = Client(); c.force_login(cast.bob)
    c.get(f"/proposals/{p.pk}/")
    with CaptureQueriesContext(connection) as q:
        r = c.get(f"/proposals/{p.pk}/")
    with capsys.disabled():
        print(phase, r.status_code, len(q))
        if phase in("concertation","resolved"):
            for x in q: print("   ", x["sql"][:60].replace('"',''),'...', x["sql"][x["sql"].find("FROM"):][:230].replace('"',''))
