from rooms import actions


def test_it(cast):
    m = actions.post_message(cast.room.thread, by=cast.bob, body="Bonjour **à tous**")
    assert m.n == 1
