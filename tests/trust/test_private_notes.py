"""Private notes never reach an agency: a canary in each, and every address searched for it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from s11.domain.challenges import Anchor, ChallengeKind, Outcome
from s11.services import challenging
from s11.store.database import db
from s11.store.models import OutboxMessage, Person
from s11.store.submissions import ReturnInHand, return_in_hand
from tests import factories
from tests.reports.pdf_reading import reader
from tests.rules.world import World

# A word that nobody writes, for each place that holds what is private to the panel.
PRIVATE = {
    "a private note": "kestrelbane",
    "a comment in it": "owlbane",
    "its outcome": "wrenbane",
    "what a note said before it was shared in other words": "larkbane",
    "a comment from before it was shared": "finchbane",
    "a private comment in a shared note": "swiftbane",
    "a private comment in a note that was carried": "ravenbane",
}
SHARED = "heronwort"
MEMBER = "A Panel Member"
# Who must never read them, and who may: the second shows that the search can find anything at all.
NEVER = (
    "a lead",
    "a lead with a seat",
    "a contributor who was asked",
    "a contributor who was not asked",
    "a signatory",
    "a neighbour's lead",
    "a reader",
    "an officer with an interest",
    "a chair with an interest",
    "a panel member with an interest",
    "a panel member without a seat",
    "our lead elsewhere",
)
AGENCY = NEVER[:6]
SEE_THEM = ("a panel member", "an officer", "a chair")
STATES = ({"cycle": "closed"}, {"cycle": "open"})


@pytest.fixture
def written(world: World) -> Iterator[World]:
    """The world with canaries in the notes on its signed return."""
    with world.app.app_context():
        page = return_in_hand("marlbridge", "closed", "harbour-homes")
        assert page is not None
        member = db.session.scalars(select(Person).where(Person.name == MEMBER)).one()
        lead = db.session.scalars(select(Person).where(Person.name == "A Lead")).one()
        _write(page, member, lead)
        db.session.commit()
        db.session.remove()
    yield world
    world.restore()


def _write(page: ReturnInHand, member: Person, lead: Person) -> None:
    by, said = factories.by(member), PRIVATE
    about, concern = Anchor("a", "a.1"), ChallengeKind.CONCERN
    private = challenging.raise_note(by, page, concern, about, said["a private note"])
    challenging.note(by, page, private, said["a comment in it"], private=True)
    challenging.settle(by, page, private, Outcome.CARRIED, said["its outcome"])
    first = said["what a note said before it was shared in other words"]
    shared = challenging.raise_note(by, page, concern, about, first)
    early = said["a comment from before it was shared"]
    challenging.note(by, page, shared, early, private=True)
    challenging.share(by, page, shared, SHARED)
    later = said["a private comment in a shared note"]
    challenging.note(by, page, shared, later, private=True)
    challenging.respond(factories.by(lead), page, shared, "We shall look.")
    carried = challenging.raise_note(by, page, concern, Anchor(), SHARED, shared=True)
    kept = said["a private comment in a note that was carried"]
    challenging.note(by, page, carried, kept, private=True)
    challenging.settle(by, page, carried, Outcome.CARRIED, SHARED)


def paths(world: World) -> list[str]:
    """Every address that can be asked for, in both cycles, with each note's own number."""
    found = set()
    for rule, method in world.rules:
        if method != "GET" or rule.endpoint == "static":
            continue
        states = STATES if "cycle" in rule.arguments else ({},)
        numbers = range(1, 7) if "number" in rule.arguments else (1,)
        for state in states:
            for number in numbers:
                more = {"number": number} if "number" in rule.arguments else {}
                found.add(world.path(rule, **state, **more))
    return sorted(found)


def text_of(answer: TestResponse) -> str:
    """What a page, spreadsheet, workbook or PDF says."""
    data = answer.get_data()
    if answer.mimetype == "application/pdf":
        return "\n".join(page.extract_text() for page in reader(data).pages)
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return "\n".join(
                packed.read(name).decode("utf-8", "replace") for name in packed.namelist()
            )
    return data.decode("utf-8", "replace")


def read(client: FlaskClient, world: World) -> dict[str, str]:
    """Everything that this person can ask for, by address; what is refused says so too."""
    return {path: text_of(client.get(path, buffered=True)) for path in paths(world)}


def found_in(texts: dict[str, str], words: dict[str, str]) -> set[str]:
    """Which of the words stand somewhere, with where."""
    return {
        f"{what} at {path}"
        for path, text in texts.items()
        for what, word in words.items()
        if word in text.casefold()
    }


@pytest.mark.parametrize("who", NEVER)
def test_no_page_pdf_or_export_shows_them(written: World, who: str) -> None:
    texts = read(written.client(who), written)
    assert found_in(texts, PRIVATE) == set()
    if who in AGENCY:
        # The panel speaks with one voice: not even who wrote what was shared.
        assert not [path for path, text in texts.items() if MEMBER in text and "/notes" in path]


@pytest.mark.parametrize("who", SEE_THEM)
def test_the_panel_reads_every_one_of_them(written: World, who: str) -> None:
    found = found_in(read(written.client(who), written), PRIVATE)
    assert {one.partition(" at ")[0] for one in found} == set(PRIVATE)
    assert not [one for one in found if "/returns/" in one]


def test_the_agency_reads_what_was_shared_so_the_search_would_find_the_rest(
    written: World,
) -> None:
    assert found_in(read(written.client("a lead"), written), {"shared": SHARED})


def test_no_message_says_what_a_note_says_shared_or_not(written: World) -> None:
    with written.app.app_context():
        rows = db.session.scalars(select(OutboxMessage).where(OutboxMessage.key.like("note/%")))
        messages = {row.key: f"{row.subject}\n{row.body}" for row in rows}
        everything = {
            str(row.id): f"{row.subject}\n{row.body}"
            for row in db.session.scalars(select(OutboxMessage))
        }
        db.session.remove()
    assert messages
    assert found_in(everything, {**PRIVATE, "shared": SHARED}) == set()
    assert not [key for key, text in messages.items() if MEMBER in text and "A Lead" in text]


def test_a_refused_answer_shows_none_of_them_either(written: World) -> None:
    client = written.client("a lead")
    path = "/boards/marlbridge/cycles/closed/returns/harbour-homes/notes/4"
    answer = factories.post(client, path, {"text": " "})
    assert answer.status_code == 422
    assert SHARED in answer.text
    assert found_in({path: answer.text}, PRIVATE) == set()
