"""A board with a signed history, made through the services."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from s11.catalogue import Catalogue
from s11.domain.answers import Answer
from s11.domain.merging import Save
from s11.domain.permissions import Role
from s11.services import agencies, answering, boards, cycles, people, signing
from s11.services.cycles import Setting
from s11.services.editions import frozen
from s11.services.recording import By
from s11.store import cycles as cycle_store
from s11.store import people as people_store
from s11.store.database import db
from s11.store.models import Person
from s11.store.submissions import return_in_hand
from tests import factories
from tests.domain.making import edition, rating, told

BOARD = "marlbridge"
TYPES = {"housing": "Housing"}
FIRST = replace(
    edition(rating("a.1", critical=True), told("a.2", "text"), agency_types=TYPES),
    framework="section-11",
)
SECOND = replace(FIRST, title="Tiny 2027", edition="2027")
CATALOGUE = Catalogue({("section-11", "2026"): FIRST, ("section-11", "2027"): SECOND})


def build() -> None:
    """Two agencies, two cycles, four returns signed, one of them twice; all by the services."""
    boards.create(BOARD, By(None, factories.NOON), name="Marlbridge")
    look = people_store.look_of(BOARD)
    assert look
    by = By(None, factories.NOON)
    for name in ("Harbour Homes", "Quay Homes"):
        slug = agencies.add(look, name, "housing", TYPES, by).agency.slug
        for role in (Role.LEAD, Role.SIGNATORY):
            people.add(look, role, f"{role}@{slug}.example", role, slug, by, invite=False)  # type: ignore[arg-type]
    start = factories.NOON
    for number, asked in enumerate((FIRST, SECOND)):
        slug, at = f"s11-{asked.edition}", start + timedelta(days=90 * number)
        window = (at - timedelta(days=1), at + timedelta(days=60))
        setting = Setting(asked.title, "section-11", asked.edition, *window)
        cycles.create(look, slug, setting, CATALOGUE, By(None, at))
        found = cycle_store.cycle_in_hand(BOARD, slug)
        assert found
        cycles.open_cycle(found, CATALOGUE, By(None, at))
        for agency in ("harbour-homes", "quay-homes"):
            answer_and_sign(slug, agency, at + timedelta(days=1), "amber")
    at = start + timedelta(days=95)
    page = return_in_hand(BOARD, "s11-2027", "quay-homes")
    assert page
    signing.reopen(By(None, at), page, "The panel asked about a.2.")
    answer_and_sign("s11-2027", "quay-homes", at, "red")
    db.session.commit()


def answer_and_sign(cycle: str, agency: str, at: datetime, value: str) -> None:
    """Save twice, ask, sign, as the agency's own people."""
    lead = factories.by(person(f"lead@{agency}.example"), at)
    signatory = factories.by(person(f"signatory@{agency}.example"), at + timedelta(hours=1))
    for words in ("First words.", f"Better words: {value}."):
        page = return_in_hand(BOARD, cycle, agency)
        assert page
        asked = frozen(page.edition_sha256 or "")
        read = {key: said.version for key, said in answering.store.answers_of(page.id).items()}
        said = (Answer("a.1", value, evidence=words), Answer("a.2", f"{agency}: {words}"))
        answering.save(lead, page, asked, [Save(one, read.get(one.question, 0)) for one in said])
    for deed, who in ((signing.ask_to_sign, lead), (signing.sign, signatory)):
        page = return_in_hand(BOARD, cycle, agency)
        assert page
        more = {} if deed is signing.ask_to_sign else {"name": "Ade", "role": "Director"}
        deed(who, page, asked, **more)  # type: ignore[operator]


def person(email: str) -> Person:
    found = people_store.person_by_email(email)
    assert found
    return found
