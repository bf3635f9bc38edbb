from tests.test_doors import *
from tests.test_doors import things, world, monday
def test_dbg(cast, world, capsys):
    out=[]
    for told in (HERE, THERE):
        with world(told, second_round) as t:
            out.append(seen(cast.bob, t))
    import difflib
    with capsys.disabled():
        for n in DOORS:
            if out[0][n]!=out[1][n]:
                print("==",n)
                a,b=[o[n].decode().splitlines() for o in out]
                print("\n".join(l[:300] for l in difflib.unified_diff(a,b,lineterm="",n=0)))
