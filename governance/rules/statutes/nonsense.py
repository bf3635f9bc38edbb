"""What makes no sense in statutes, said in a sentence that pages translate; the law itself speaks French."""

from contextlib import contextmanager


def _(sentence: str) -> str:
    """Marks a sentence for the catalog of translations."""
    return sentence


class Nonsense(ValueError):
    """Statutes that mean nothing: `sentence` with what is `told` in it, and `where` in the data it stands."""

    def __init__(self, sentence: str, **told):
        super().__init__(sentence)
        self.sentence, self.told, self.where = sentence, told, ()

    def __str__(self):
        said = self.sentence % self.told if self.told else self.sentence
        return f"{' › '.join(self.where)} : {said}" if self.where else said


@contextmanager
def at(place: str):
    """Whatever makes no sense inside stands at `place`."""
    try:
        yield
    except Nonsense as nonsense:
        nonsense.where = (place, *nonsense.where)
        raise
