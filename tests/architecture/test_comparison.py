"""The comparison counts what is lost and doubled; tried on a stand-in that does both."""

from bench.comparison.contenders import Contender
from bench.comparison.plan import Letter, make_plan
from bench.comparison.trial import try_out
from bench.peers.messages import Wire


class Forgetful(Contender):
    """Loses one letter, keeps another twice, and finds none of the malformed."""

    def __init__(self) -> None:
        self.name = "forgetful"
        self.worker = self  # type: ignore[assignment] # the stand-in is its own worker
        self.rows: list[str] = []
        self.kills = 0
        self.refused: list[str] = []

    def start(self) -> None:
        """Do nothing."""

    def kill(self) -> None:
        self.kills += 1

    def is_ready(self) -> bool:
        return True

    def waiting(self) -> int:
        return 0

    def kept(self) -> list[str]:
        return self.rows

    def kept_count(self) -> int:
        return len(self.rows)

    def found_malformed(self) -> int:
        return 0

    def refuse_once(self, numbers: list[str]) -> None:
        self.refused = numbers

    def send(self, letter: Letter) -> None:
        if letter.is_readable and letter.number not in ("br0x0", *self.refused):
            self.rows += [letter.number] * (2 if letter.number == "br0x1" else 1)

    def _message(self, letter: Letter) -> Wire:
        raise NotImplementedError(letter)


def test_the_same_seed_draws_the_same_faults_for_everybody() -> None:
    drawn = make_plan(7, kills=3)

    assert drawn == make_plan(7, kills=3)
    assert drawn != make_plan(8, kills=3)
    assert len(drawn) == 3


def test_what_is_lost_doubled_and_dropped_is_counted_by_its_cause() -> None:
    plan = make_plan(20261126, kills=6)
    letters = [letter for each in plan for letter in each.letters]
    by_kind = {kind: sum(x.kind == kind for x in letters) for kind in ("good", "refused_once")}

    outcome = try_out(Forgetful(), plan, quiet_seconds=0)

    assert outcome.kills == 6
    assert (outcome.lost_to_kills, outcome.duplicated) == (1, 1)
    assert outcome.refused_once == outcome.lost_to_refusals == by_kind["refused_once"] > 0
    assert outcome.confirmed == sum(by_kind.values())
    assert outcome.malformed == len(letters) - outcome.confirmed > 0
    assert outcome.malformed_found == 0
