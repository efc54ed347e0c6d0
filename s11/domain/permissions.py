"""Who may do what, to whose: one table of (action, role, scope) lines.

Every route names its action. A line says that people who hold the role within the scope may do
it; nothing else allows anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a person is: for the installation, for a board, or for an agency in a board."""

    ADMIN = "admin"
    OFFICER = "officer"
    CHAIR = "chair"
    READER = "reader"
    PANEL_MEMBER = "panel_member"
    LEAD = "lead"
    CONTRIBUTOR = "contributor"
    SIGNATORY = "signatory"


BOARD_ROLES = (Role.OFFICER, Role.CHAIR, Role.READER, Role.PANEL_MEMBER)
AGENCY_ROLES = (Role.LEAD, Role.CONTRIBUTOR, Role.SIGNATORY)

ROLE_WORDS = {
    Role.ADMIN: "Administrator",
    Role.OFFICER: "Board officer",
    Role.CHAIR: "Independent chair",
    Role.READER: "Reader",
    Role.PANEL_MEMBER: "Panel member",
    Role.LEAD: "Safeguarding lead",
    Role.CONTRIBUTOR: "Contributor",
    Role.SIGNATORY: "Accountable officer",
}


class Action(StrEnum):
    """What can be done. Reading and changing are apart."""

    SEE_WORKING_RETURN = "see a return in the making"
    ANSWER_STANDARD = "answer a standard's questions"
    RUN_RETURN = "run a return: objectives, helpers, asking for the signature"
    SIGN_RETURN = "sign a return or send it back"
    READ_SIGNED_RETURN = "read a signed return and its report"
    SEE_RETURNS = "see where every return stands"
    RUN_CYCLE = "set up, open, extend and close a cycle"
    SEE_AGENCIES = "see the register of agencies"
    MANAGE_AGENCIES = "change the register of agencies"
    MANAGE_PEOPLE = "invite, change and disable people"
    SEE_RECORD = "see the record of who did what"
    SEE_PANELS = "see the panels, their sessions and who reviews what"
    RUN_PANELS = "make panels, share returns out, plan sessions"
    WRITE_LETTERS = "write and issue a panel's letter to an agency"
    SEE_REVIEW = "read a return as its panel does: ratings, lines of enquiry, every note"
    REVIEW_RETURN = "propose ratings, dismiss lines of enquiry and write challenge notes"
    SEE_SESSION = "read a panel's session"
    RUN_SESSION = "agree ratings, record decisions and who was present"
    SEE_SHARED_CHALLENGES = "read the notes and letters that a panel shared with an agency"
    ANSWER_CHALLENGE = "answer a panel's note for the agency"
    COMPARE_AGENCIES = "compare the agencies of a cycle"


class Scope(StrEnum):
    """How far a role reaches."""

    BOARD = "any agency of the board where the role is held"
    AGENCY = "the agency for which the role is held, in that board"
    STANDARD = "the standards of that agency's return that the person was asked to help with"
    IMPARTIAL = "any agency of the board but one that the person acts for or has an interest in"
    SEAT = "what the person's panel reviews, but no agency they act for or have an interest in"
    ANYWHERE = "the whole installation"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that a person holds. Admins hold theirs for no board; board roles for no agency."""

    role: Role
    board_id: int | None = None
    agency_id: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who asks."""

    person_id: int
    name: str
    email: str
    grants: frozenset[Grant] = field(default_factory=frozenset)

    def holds(self, *roles: Role) -> bool:
        """Whether the person holds one of these roles anywhere."""
        return any(grant.role in roles for grant in self.grants)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is asked about: a board's, and perhaps one agency's, thing.

    `helpers` are the ids of the people who were asked to help with the standard in question;
    `seated` of those with a seat on a panel that reviews it; `interested` of those with an
    interest in the agency beside the people who act for it.
    """

    board_id: int | None = None
    agency_id: int | None = None
    helpers: frozenset[int] = frozenset()
    seated: frozenset[int] = frozenset()
    interested: frozenset[int] = frozenset()


POLICY: frozenset[tuple[Action, Role, Scope]] = frozenset(
    {
        (Action.SEE_WORKING_RETURN, Role.LEAD, Scope.AGENCY),
        (Action.SEE_WORKING_RETURN, Role.CONTRIBUTOR, Scope.AGENCY),
        (Action.SEE_WORKING_RETURN, Role.SIGNATORY, Scope.AGENCY),
        (Action.ANSWER_STANDARD, Role.LEAD, Scope.AGENCY),
        (Action.ANSWER_STANDARD, Role.CONTRIBUTOR, Scope.STANDARD),
        (Action.RUN_RETURN, Role.LEAD, Scope.AGENCY),
        (Action.SIGN_RETURN, Role.SIGNATORY, Scope.AGENCY),
        (Action.READ_SIGNED_RETURN, Role.LEAD, Scope.AGENCY),
        (Action.READ_SIGNED_RETURN, Role.CONTRIBUTOR, Scope.AGENCY),
        (Action.READ_SIGNED_RETURN, Role.SIGNATORY, Scope.AGENCY),
        (Action.READ_SIGNED_RETURN, Role.OFFICER, Scope.BOARD),
        (Action.READ_SIGNED_RETURN, Role.CHAIR, Scope.BOARD),
        (Action.READ_SIGNED_RETURN, Role.READER, Scope.BOARD),
        (Action.SEE_RETURNS, Role.OFFICER, Scope.BOARD),
        (Action.SEE_RETURNS, Role.CHAIR, Scope.BOARD),
        (Action.SEE_RETURNS, Role.READER, Scope.BOARD),
        (Action.RUN_CYCLE, Role.OFFICER, Scope.BOARD),
        (Action.SEE_AGENCIES, Role.OFFICER, Scope.BOARD),
        (Action.SEE_AGENCIES, Role.CHAIR, Scope.BOARD),
        (Action.SEE_AGENCIES, Role.READER, Scope.BOARD),
        (Action.MANAGE_AGENCIES, Role.OFFICER, Scope.BOARD),
        (Action.MANAGE_PEOPLE, Role.OFFICER, Scope.BOARD),
        (Action.MANAGE_PEOPLE, Role.ADMIN, Scope.ANYWHERE),
        (Action.SEE_RECORD, Role.OFFICER, Scope.BOARD),
        (Action.SEE_RECORD, Role.ADMIN, Scope.ANYWHERE),
        (Action.SEE_PANELS, Role.OFFICER, Scope.BOARD),
        (Action.SEE_PANELS, Role.CHAIR, Scope.BOARD),
        (Action.RUN_PANELS, Role.OFFICER, Scope.BOARD),
        (Action.WRITE_LETTERS, Role.OFFICER, Scope.IMPARTIAL),
        (Action.SEE_REVIEW, Role.OFFICER, Scope.IMPARTIAL),
        (Action.SEE_REVIEW, Role.CHAIR, Scope.IMPARTIAL),
        (Action.SEE_REVIEW, Role.PANEL_MEMBER, Scope.SEAT),
        (Action.REVIEW_RETURN, Role.OFFICER, Scope.IMPARTIAL),
        (Action.REVIEW_RETURN, Role.PANEL_MEMBER, Scope.SEAT),
        (Action.SEE_SESSION, Role.OFFICER, Scope.BOARD),
        (Action.SEE_SESSION, Role.CHAIR, Scope.BOARD),
        (Action.SEE_SESSION, Role.PANEL_MEMBER, Scope.SEAT),
        (Action.RUN_SESSION, Role.OFFICER, Scope.IMPARTIAL),
        (Action.RUN_SESSION, Role.PANEL_MEMBER, Scope.SEAT),
        (Action.SEE_SHARED_CHALLENGES, Role.LEAD, Scope.AGENCY),
        (Action.SEE_SHARED_CHALLENGES, Role.CONTRIBUTOR, Scope.AGENCY),
        (Action.SEE_SHARED_CHALLENGES, Role.SIGNATORY, Scope.AGENCY),
        (Action.SEE_SHARED_CHALLENGES, Role.OFFICER, Scope.BOARD),
        (Action.SEE_SHARED_CHALLENGES, Role.CHAIR, Scope.BOARD),
        (Action.SEE_SHARED_CHALLENGES, Role.READER, Scope.BOARD),
        (Action.ANSWER_CHALLENGE, Role.LEAD, Scope.AGENCY),
        (Action.COMPARE_AGENCIES, Role.OFFICER, Scope.BOARD),
        (Action.COMPARE_AGENCIES, Role.CHAIR, Scope.BOARD),
        (Action.COMPARE_AGENCIES, Role.READER, Scope.BOARD),
        (Action.COMPARE_AGENCIES, Role.PANEL_MEMBER, Scope.SEAT),
    }
)


def _same_board(grant: Grant, actor: Actor, subject: Subject) -> bool:
    return grant.board_id is not None and grant.board_id == subject.board_id


def _same_agency(grant: Grant, actor: Actor, subject: Subject) -> bool:
    return (
        _same_board(grant, actor, subject)
        and grant.agency_id is not None
        and grant.agency_id == subject.agency_id
    )


def _helping(grant: Grant, actor: Actor, subject: Subject) -> bool:
    return _same_agency(grant, actor, subject) and actor.person_id in subject.helpers


def is_tied(actor: Actor, subject: Subject) -> bool:
    """Whether the person acts for the agency, for whichever board, or has an interest in it."""
    acts_for = any(
        grant.agency_id is not None and grant.agency_id == subject.agency_id
        for grant in actor.grants
    )
    return acts_for or actor.person_id in subject.interested


def _impartial(grant: Grant, actor: Actor, subject: Subject) -> bool:
    return _same_board(grant, actor, subject) and not is_tied(actor, subject)


def _seated(grant: Grant, actor: Actor, subject: Subject) -> bool:
    return _impartial(grant, actor, subject) and actor.person_id in subject.seated


WITHIN: dict[Scope, Callable[[Grant, Actor, Subject], bool]] = {
    Scope.ANYWHERE: lambda grant, actor, subject: True,
    Scope.BOARD: _same_board,
    Scope.AGENCY: _same_agency,
    Scope.STANDARD: _helping,
    Scope.IMPARTIAL: _impartial,
    Scope.SEAT: _seated,
}


def may(
    actor: Actor,
    action: Action,
    subject: Subject,
    policy: frozenset[tuple[Action, Role, Scope]] = POLICY,
) -> bool:
    """Whether `actor` may do `action` to `subject`. No line of the policy, no permission."""
    return any(
        line_action is action and grant.role is role and WITHIN[scope](grant, actor, subject)
        for line_action, role, scope in policy
        for grant in actor.grants
    )


def sees_any(actor: Actor, subject: Subject) -> bool:
    """Whether the policy lets the person do anything at all to the subject.

    Decides between "not found" and "not allowed": strangers are not told that a thing exists. A
    panel member is a stranger to whatever their panel does not review. An admin reads every
    board's record, so nothing is hidden from them.
    """
    return any(may(actor, action, subject) for action in Action)
