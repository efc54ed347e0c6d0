"""The returns dashboard: what it costs with ten times the answers, and beside a GROUP BY."""

from __future__ import annotations

from sqlalchemy import func, select

from bench.figures import Figure, medians
from bench.world import World, answer_everything, build, databases
from s11.config import Config
from s11.store.database import db, run
from s11.store.models import AnswerRow, Score, Submission
from s11.store.models.base import table_of

ROUNDS = 30
AGENCIES = 60


def measure() -> list[Figure]:
    """The figures on each database at hand."""
    figures: list[Figure] = []
    with databases() as found:
        for name, config in found:
            figures += _on(name, config)
    return figures


def _on(name: str, config: Config) -> list[Figure]:
    world = build(config, AGENCIES)
    before = _dashboard(world)
    matrix = _matrix(world)
    with world.app.app_context():
        fill_other_cycles(world)
    after = _dashboard(world)
    return [
        Figure(
            f"{name}: returns page with ten times the answers",
            after / before,
            1.1,
            1.0,
            f"{before:.2f} ms, then {after:.2f} ms",
        ),
        Figure(
            f"{name}: matrix of {AGENCIES} agencies from scores ÷ by GROUP BY",
            matrix["scores"] / matrix["group by"],
            1 / 6,
            1 / 36,
            f"{matrix['scores']:.2f} ms, {matrix['group by']:.2f} ms",
        ),
    ]


def _dashboard(world: World) -> float:
    client = world.app.test_client()
    client.set_cookie("s11", world.officer_cookie)

    def page() -> None:
        assert client.get(world.cycle_address).status_code == 200

    return medians({"page": page}, ROUNDS)["page"]


def _matrix(world: World) -> dict[str, float]:
    score, answer, submission = (table_of(one).c for one in (Score, AnswerRow, Submission))
    scores = (
        select(score.submission_id, score.standard, score.percent)
        .join(table_of(Submission), score.submission_id == submission.id)
        .where(submission.cycle_id == world.cycle_id, score.kind == "self")
    )
    standard = func.substr(answer.question, 1, 1)
    by_group = (
        select(answer.submission_id, standard, answer.value, func.count())
        .join(table_of(Submission), answer.submission_id == submission.id)
        .where(submission.cycle_id == world.cycle_id)
        .group_by(answer.submission_id, standard, answer.value)
    )
    with world.app.app_context():
        return medians(
            {
                "scores": lambda: run(scores).all(),
                "group by": lambda: run(by_group).all(),
            },
            ROUNDS,
        )


def fill_other_cycles(world: World) -> None:
    """Nine more cycles of the same board, answered in full."""
    cycle = db.session.get_one(Submission, 1).cycle
    rows = db.session.scalars(select(Submission).where(Submission.cycle_id == cycle.id)).all()
    for number in range(9):
        other = type(cycle)(
            board_id=cycle.board_id,
            slug=f"other-{number}",
            title=f"Other {number}",
            framework=cycle.framework,
            edition=cycle.edition,
            status=cycle.status,
            opens_at=cycle.opens_at,
            due_at=cycle.due_at,
            frozen_id=cycle.frozen_id,
        )
        db.session.add(other)
        db.session.flush()
        for row in rows:
            copy = Submission(
                cycle_id=other.id,
                agency_id=row.agency_id,
                agency_type=row.agency_type,
                reference=f"B{number}-{row.id}",
            )
            db.session.add(copy)
            db.session.flush()
            answer_everything(world.edition, copy, 1, number)
    db.session.commit()
