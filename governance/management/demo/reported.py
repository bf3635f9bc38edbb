"""What was reported in the talk of the demo: a case that waits for its decision, and one that was closed at once."""

from .people import DIV
from .shapes import Ago, Reported, Told

REPORTED = (
    Reported(
        DIV,
        "Encore une réunion",
        reports=(
            Told("yasmina", Ago(2, 19, 5), "Je prépare cette réunion depuis deux semaines, le soir.", why="attack"),
            Told("jeanphilippe", Ago(2, 19, 20), "", why="attack"),
        ),
        answers=(
            Told("duarte", Ago(2, 20, 10), "Je visais nos habitudes, pas les gens. Je veux bien le dire autrement."),
        ),
    ),
    Reported(
        DIV,
        "Il reste des mangues",
        reports=(Told("mathieu", Ago(1, 19, 50), "Ce n’est pas le lieu pour des mangues.", why="off_topic"),),
        left=Told("nadege", Ago(1, 20, 15), "Le salon « Divers » est fait pour cela, et elles étaient bonnes."),
    ),
)
SLOWED = (DIV, "nadege", Ago(1, 21), 60)
