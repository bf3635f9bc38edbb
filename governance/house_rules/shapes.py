"""What one rule of the house is: a key, one sentence of ours, its source, and where it is enforced."""

from dataclasses import dataclass


@dataclass(frozen=True)
class HouseRule:
    """A binding rule. key: as tests are named after it; source: where it is written; words: ours, in one sentence.

    where: the module and function that enforce it, as Python names them; address: the name of the page where one meets
    it, in the space or in the room that the page of rules takes for example; "" where there is none.
    """

    key: str
    source: object
    words: object
    where: str
    address: str = ""

    @property
    def slug(self) -> str:
        """The key as the name of a test begins: « ST-12.2a » is `st_12_2a`."""
        return self.key.lower().replace("-", "_").replace(".", "_")
