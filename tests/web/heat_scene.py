"""A board with two cycles to compare, and a heat map taken apart."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from s11 import clock
from s11.domain.panels import SessionStatus
from s11.domain.permissions import Role
from s11.store.database import db
from s11.store.models import Agreement, Person, Score, Submission
from tests import factories
from tests.domain.making import answers, claimed, edition, rating, standard
from tests.services.cycles_of_one import History

TYPES = {"housing": "Housing provider", "police": "Police"}
EDITION = edition(
    standard("a", rating("a.1", may_be_not_applicable=True), rating("a.2")),
    standard("b", rating("b.1", applies_to=frozenset({"housing"}))),
    agency_types=TYPES,
)
URL = "/boards/marlbridge/cycles/now/compare"
HOUSING, POLICE, LATE = "Harbour Homes", "Marlbridge Police", "Never Trust"


class Scene:
    """Two cycles: one agency in both, one in the second, one that has not returned."""

    def __init__(self, client: FlaskClient) -> None:
        self.client, self.history = client, History()
        self.history.cycle("then", EDITION)
        self.cycle = self.history.cycle("now", EDITION, "then")
        self.history.sign("then", answers(a_1="amber", a_2="amber", b_1="red"), HOUSING)
        self.history.sign("now", answers(a_1="green", a_2="amber", b_1="red"), HOUSING)
        said = {**answers(claimed("a.1")), **answers(a_2="green")}
        self.history.sign("now", said, POLICE, "police")
        self.history.expects("now", LATE)
        db.session.commit()

    def person(self, *roles: Role, acts_for: str = "") -> Person:
        """Somebody with these roles of the board, signed in."""
        board, agencies = self.history.board, self.history.agencies
        held = [(role, board, None) for role in roles]
        if acts_for:
            held.append((Role.LEAD, board, agencies[acts_for]))
        someone = factories.person(*held)
        factories.sign_in(self.client, someone)
        return someone

    def weigh(self, name: str, percent: float, *, finished: bool = False) -> None:
        """A panel's rating and a session's agreement, with this score throughout."""
        its_return = self.agree(name, finished=finished)
        for kind in ("panel", "agreed"):
            db.session.add_all(score(its_return, key, percent, kind) for key in ("", "a", "b"))
        db.session.commit()

    def agree(self, name: str, *, finished: bool = False) -> Submission:
        """A session of its own agrees the return's ratings."""
        its_return = self.history.expects("now", name)
        officer = factories.person((Role.OFFICER, self.history.board, None))
        panel = factories.panel(self.cycle, officer)
        status = SessionStatus.FINISHED if finished else SessionStatus.PLANNED
        session = factories.session(panel, its_return, status=status)
        db.session.add(
            Agreement(
                submission_id=its_return.id,
                session_id=session.id,
                signed_version=1,
                agreed_by=officer.id,
                agreed_at=clock.now(),
            )
        )
        db.session.commit()
        return its_return

    def page(self, query: str = "", url: str = URL) -> BeautifulSoup:
        answer = self.client.get(url + query)
        assert answer.status_code == 200, answer.text
        return BeautifulSoup(answer.data, "lxml")


def score(its_return: Submission, key: str, percent: float | None, kind: str = "signed") -> Score:
    counts = {"asked": 1, "rated": 1, "not_applicable": 0, "not_answered": 0}
    return Score(
        submission_id=its_return.id,
        standard=key,
        kind=kind,
        percent=percent,
        band="Partly assured",
        capped=False,
        **counts,
    )


def cells(page: BeautifulSoup) -> dict[str, list[str]]:
    """The figures of each row, by agency."""
    return {
        name_of(row): [words(cell.select_one(".s11-heat__figure")) for cell in row.select("td")]
        for row in page.select(".s11-heat tbody tr")
    }


def name_of(row: Tag) -> str:
    head = row.select_one("th")
    assert head
    about = head.select_one(".s11-heat__about")
    return words(head).removesuffix(words(about)).strip()


def words(tag: Tag | None) -> str:
    return " ".join(tag.get_text(" ").split()) if tag else ""
