"""What documents tell the house: how one signs the code social when one enters."""

from governance.organizations import code
from governance.texts import documents


def declare():
    code.declare(documents.commit)


declare()
