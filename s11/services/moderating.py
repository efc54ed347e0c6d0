"""Moderating: the panel's rating beside the agency's own, proposed by a member, then agreed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from s11.domain.errors import S11Error, WrongState
from s11.domain.moderation import (
    PanelRating,
    Ratings,
    ScoreKind,
    SharedRatings,
    check_rating,
    kinds_shared,
    moderated_score,
    says_the_same,
    to_agree,
)
from s11.domain.snapshot import SignedDocument, from_json, scores_to_keep
from s11.domain.standards import Edition
from s11.services import comparing
from s11.services.editions import frozen
from s11.services.imprinting import imprints
from s11.services.recording import By, record
from s11.store import moderation as store
from s11.store import signing, standing
from s11.store.database import db
from s11.store.models import Agreement, Moderation
from s11.store.submissions import ReturnInHand

SIGNED_ANEW = (
    "The agency signed a new version of its return while you had this page open. Load it again."
)


@dataclass
class Collided(S11Error):
    """Another member rated the question since the page was read; nothing was changed."""

    theirs: PanelRating
    sentence: str = "Another member of the panel rated this question while you had it open."


def ratings(submission_id: int, kind: ScoreKind) -> Ratings:
    """The panel's ratings of one kind that stand, by question; `self` is in what was signed."""
    return store.ratings_of(submission_id).get(kind, {})


def propose(
    by: By,
    page: ReturnInHand,
    edition: Edition,
    document: SignedDocument,
    rating: PanelRating,
    read: int,
) -> PanelRating:
    """Propose the panel's rating of one question; `read` is the version that the page showed.

    Raises Refused, with its field, for what cannot be kept; Collided where somebody else said
    another thing meanwhile; WrongState where the agency signed a new version. Saying the same
    again writes nothing.
    """
    check_rating(edition, document.agency_type, document.answers, rating)
    work = _Work(by, page, edition, document)
    work.hold()
    proposed = store.ratings_of(page.id)[ScoreKind.PANEL]
    stands = proposed.get(rating.question, PanelRating(rating.question, accepts=True))
    if says_the_same(stands, rating):
        db.session.rollback()
        return stands
    if stands.version != read:
        db.session.rollback()
        raise Collided(stands)
    said = work.say(ScoreKind.PANEL, [rating], proposed)
    facts = {"question": rating.question, "version": said[rating.question].version, **work.rows()}
    record(by, "panel rating proposed", page.path, board=page.board.slug, **facts)
    db.session.commit()
    return said[rating.question]


def agree(
    by: By,
    page: ReturnInHand,
    edition: Edition,
    document: SignedDocument,
    session_id: int,
    changes: Iterable[PanelRating],
) -> None:
    """Agree, in session, the ratings that stand proposed with what the session changed; no commit.

    A question about which nothing new is said keeps what was agreed of it. Raises Refused for a
    change that cannot be kept, WrongState where the agency signed a new version.
    """
    changed = {one.question: one for one in changes}
    for one in changed.values():
        check_rating(edition, document.agency_type, document.answers, one)
    work = _Work(by, page, edition, document)
    work.hold()
    stands = store.ratings_of(page.id)
    agreed = stands[ScoreKind.AGREED]
    new = to_agree(stands[ScoreKind.PANEL], agreed, changed)
    work.agree_in(session_id)
    work.say(ScoreKind.AGREED, new, agreed)
    facts = {"session": session_id, "version": document.version, "ratings": len(new)}
    record(by, "ratings agreed", page.path, board=page.board.slug, **facts, **work.rows())


def recompute(page: ReturnInHand) -> None:
    """Work the panel's and the agreed scores out again over the newest signed version; no commit.

    For when a new version was signed. What was proposed and agreed before still stands.
    """
    signed = signing.signed_version(page.id, store.hold(page.id))
    if signed is None:
        return
    document = from_json(signed.document)
    edition = frozen(document.edition_sha256)
    stands = store.ratings_of(page.id)
    if stands[ScoreKind.PANEL]:
        _keep(page, edition, document, ScoreKind.PANEL, stands[ScoreKind.PANEL])
    if store.agreement_of(page.id):
        _keep(page, edition, document, ScoreKind.AGREED, stands[ScoreKind.AGREED])


def shared_with_agency(submission_id: int) -> SharedRatings:
    """The ratings beside its own that the agency may see, by what its board decided to share.

    As they stood when the last session that agreed them finished: what is said after it is still
    being weighed, until another finishes. Empty before the first. A rating is without its member's
    name: the panel speaks with one voice.
    """
    sharing, finished_at = store.sharing_of(submission_id)
    kinds = kinds_shared(sharing, finished=finished_at is not None)
    if finished_at is None or not kinds:
        return SharedRatings({})
    return SharedRatings(
        {
            kind: {key: replace(one, by="") for key, one in said.items()}
            for kind, said in store.ratings_at(submission_id, finished_at).items()
            if kind in kinds
        }
    )


@dataclass(frozen=True, slots=True)
class _Work:
    """Somebody moderates one signed version of a return; `written` are the rows it gave rise to."""

    by: By
    page: ReturnInHand
    edition: Edition
    document: SignedDocument
    written: list[Agreement | Moderation] = field(default_factory=list)

    def hold(self) -> None:
        """Have the return to ourselves until the commit, if this version is still its newest."""
        if store.hold(self.page.id) != self.document.version:
            db.session.rollback()
            raise WrongState(SIGNED_ANEW)

    def agree_in(self, session_id: int) -> None:
        """Keep that the session agreed this version."""
        row = Agreement(
            submission_id=self.page.id,
            session_id=session_id,
            signed_version=self.document.version,
            agreed_by=self.by.person_id or 0,
            agreed_at=self.by.at,
        )
        store.add_agreement(row)
        self.written.append(row)

    def rows(self) -> dict[str, object]:
        """What was written, as a fact for the event about it."""
        return {"rows": imprints(*self.written)}

    def say(
        self, kind: ScoreKind, ratings: Iterable[PanelRating], stood: Ratings
    ) -> dict[str, PanelRating]:
        """Add ratings to those that `stood`, and keep the score; what stands now, by question."""
        stands = dict(stood)
        for rating in ratings:
            before = stands.get(rating.question)
            stands[rating.question] = said = replace(
                rating,
                by=self.by.who,
                at=self.by.at,
                version=before.version + 1 if before else 1,
                signed_version=self.document.version,
                reason=rating.reason.strip(),
            )
            who = self.by.person_id or 0
            self.written.append(store.add(self.page.id, kind, said, said_by=who))
        _keep(self.page, self.edition, self.document, kind, stands)
        comparing.keep_standing(self.page)
        return stands


def _keep(
    page: ReturnInHand,
    edition: Edition,
    document: SignedDocument,
    kind: ScoreKind,
    said: Ratings,
) -> None:
    overall = moderated_score(edition, document.agency_type, document.answers, said)
    standing.keep_scores(page.id, kind.value, scores_to_keep(overall))
