"""The heat map: what its data and its page cost, how that grows, and what answers do to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from sqlalchemy import select, text

from bench.boards import fill_other_cycles
from bench.figures import Figure, medians
from bench.world import World, build, databases, value_for
from s11.config import Config
from s11.domain.answers import Answer, Answers
from s11.domain.compare_report import count_standard
from s11.domain.comparison import compare
from s11.domain.scoring import overall_score
from s11.domain.snapshot import scores_to_keep
from s11.domain.standards import Edition
from s11.domain.standing import Past, standings
from s11.domain.submissions import Status
from s11.services import reporting
from s11.store import comparing, standing
from s11.store import standings as keeping
from s11.store.cycles import cycle_in_hand
from s11.store.database import db
from s11.store.models import Submission

ROUNDS = 30
FEW, MANY = 60, 600
KINDS = 4
Deed = Callable[[], object]


def measure() -> list[Figure]:
    """The figures on each database at hand, the three worlds side by side."""
    figures: list[Figure] = []
    with databases() as few, databases("_fuller") as fuller, databases("_many") as many:
        for (name, few_config), (_, fuller_config), (_, many_config) in zip(
            few, fuller, many, strict=True
        ):
            worlds = {
                "few": world_of(few_config, FEW),
                "fuller": world_of(fuller_config, FEW, ten_times=True),
                "many": world_of(many_config, MANY),
            }
            figures += _figures(name, worlds)
    return figures


def world_of(config: Config, agencies: int, *, ten_times: bool = False) -> World:
    """A board whose agencies have all signed; with `ten_times`, nine more cycles of the same."""
    world = build(config, agencies)
    with world.app.app_context():
        if ten_times:
            fill_other_cycles(world)
        _sign_everything(world.edition)
    return world


def _figures(name: str, worlds: Mapping[str, World]) -> list[Figure]:
    figures = []
    for what, deed in DEEDS.items():
        found = {of: deed(world) for of, world in worlds.items()}
        deeds = {of: one for of, one in found.items() if one}
        # The page is another part's: until it is there, the rest is measured all the same.
        if len(deeds) == len(worlds):
            fuller, many = _beside("fuller", deeds), _beside("many", deeds)
            figures += [
                Figure(f"{name}: {what}, ten times the answers", fuller[0], 1.1, 1.0, fuller[1]),
                Figure(f"{name}: {what}, {FEW} to {MANY} agencies", many[0], 11, 10, many[1]),
            ]
    return figures


def _beside(other: str, deeds: Mapping[str, Deed]) -> tuple[float, str]:
    """Another world against the one with few agencies, in turns: the ratio, and both times."""
    took = medians({"few": deeds["few"], other: deeds[other]}, ROUNDS)
    return took[other] / took["few"], f"{took['few']:.2f} ms, then {took[other]:.2f} ms"


def _data(world: World) -> Deed:
    def read() -> None:
        with world.app.app_context():
            rows = comparing.matrix(world.cycle_id)
        for part in world.edition.standards:
            count_standard(part.key, part.title, rows)

    return read


def _report(world: World) -> Deed:
    def read() -> None:
        with world.app.app_context():
            found = cycle_in_hand(*world.cycle_address.split("/")[2::2])
            assert found is not None
            reporting.compared(found)

    return read


def _page(world: World) -> Deed | None:
    client = world.app.test_client()
    client.set_cookie("s11", world.officer_cookie)
    address = f"{world.cycle_address}/compare"

    def load() -> None:
        assert client.get(address).status_code == 200

    return load if client.get(address).status_code == 200 else None


DEEDS: Mapping[str, Callable[[World], Deed | None]] = {
    "heat map's data": _data,
    "heat map's page": _page,
    "comparison report": _report,
}


def _sign_everything(edition: Edition) -> None:
    """Every return as a signature leaves it, each set against other answers a cycle before."""
    for row in db.session.scalars(select(Submission).order_by(Submission.id)):
        row.status, row.signed_version = Status.SUBMITTED, 1
        _sign(edition, row, row.id % KINDS)
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        # As its own housekeeping does after so many rows: plans are made from what it knows.
        db.session.execute(text("ANALYZE"))
        db.session.commit()
    db.session.remove()


def _sign(edition: Edition, row: Submission, kind: int) -> None:
    said = _answers(edition, kind)
    past = _past(edition, row.agency_type, kind)
    found = standings(edition, row.agency_type, said, past)
    keeping.keep_standings(row.id, found)
    keeping.keep_movements(row.id, past.scores(found, edition))
    overall = overall_score(edition, row.agency_type, said)
    standing.keep_scores(row.id, keeping.SIGNED, scores_to_keep(overall))


@lru_cache(maxsize=KINDS)
def _past(edition: Edition, agency_type: str, kind: int) -> Past:
    now, before = _answers(edition, kind), _answers(edition, kind + 1)
    return Past(compare(edition, now, edition, before, agency_type, agency_type))


def _answers(edition: Edition, kind: int) -> Answers:
    questions = enumerate(edition.questions())
    return {one.id: Answer(one.id, value_for(one.type, kind + n)) for n, one in questions}
