"""My returns, one return's task list, and everything on one page before it is signed."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from s11.domain.answers import Answer
from s11.domain.challenge_words import waiting_words
from s11.domain.completeness import OBJECTIVES, Missing, Progress
from s11.domain.cycles import deadline, london
from s11.domain.letters import FEEDBACK
from s11.domain.merging import same_words
from s11.domain.objectives import Stage, objectives, stage
from s11.domain.permissions import AGENCY_ROLES, Action, Actor, Role, Subject, may
from s11.domain.report import files_by_question, standard_reports
from s11.domain.snapshot import from_json
from s11.domain.submissions import Status
from s11.services import answering
from s11.store import answers as answer_store
from s11.store import cycles, letters, own_returns, people, record, signing
from s11.store.submissions import ReturnInHand
from s11.web import identity
from s11.web.access import allows, signed_in
from s11.web.agency.blueprint import RETURN, Opened, bp, load_return
from s11.web.agency.evidence import file_links
from s11.web.agency.notes import carried_to, notes_of
from s11.web.agency.revising import open_standards, to_revise


def places(actor: Actor) -> list[tuple[int, int]]:
    """(board id, agency id) wherever the person holds an agency's role."""
    return [
        (grant.board_id, grant.agency_id)
        for grant in actor.grants
        if grant.role in AGENCY_ROLES and grant.board_id and grant.agency_id
    ]


@bp.get("/returns")
@signed_in
def home() -> ResponseReturnValue:
    """Every return of mine; where there is but one to work on, the way there is short."""
    actor = identity.actor()
    listed = own_returns.returns_of(places(actor))
    now = identity.by().at
    return render_template(
        "agency/home.html",
        h1="Your returns",
        returns=[
            (
                one,
                deadline(one.due_at, one.returned_at or now),
                waiting_words(one.notes, one.notes_due_on, london(now).date()),
            )
            for one in listed
        ],
        to_sign={
            one.address["agency"]
            for one in listed
            if one.status is Status.WITH_SIGNATORY
            and may(actor, Action.SIGN_RETURN, Subject(one.board.id, one.agency_id))
        },
    )


STATUS_OF_STANDARD = {
    "complete": ("Complete", None),
    "started": ("In progress", "blue"),
    "untouched": ("Not started", "grey"),
    "changed": ("Changed since signed", "amber"),
    "revise": ("To be revised", "amber"),
    "optional": ("Optional", "grey"),
}


def status_of(
    far: Progress | None, *, changed: bool = False, revise: bool = False
) -> tuple[str, str | None]:
    """A standard's status in words, with the tone of its tag."""
    if far is None or not far.started:
        return STATUS_OF_STANDARD["untouched"]
    if changed and far.complete:
        return STATUS_OF_STANDARD["changed"]
    if revise and far.complete:
        return STATUS_OF_STANDARD["revise"]
    return STATUS_OF_STANDARD["complete" if far.complete else "started"]


def changed_since_signed(opened: Opened) -> set[str]:
    """The standards of a reopened return in which an answer differs from what was signed."""
    page = opened.page
    if not _is_revised(page):
        return set()
    signed = signing.signed_version(page.id, page.signed_version)
    before = from_json(signed.document).answers if signed else {}
    now = answer_store.answers_of(page.id)
    return {
        standard.key
        for standard in opened.edition.standards
        for question in standard.questions
        if not same_words(
            now.get(question.id, Answer(question.id)),
            before.get(question.id, Answer(question.id)),
        )
    }


@bp.get(RETURN)
@allows(Action.SEE_WORKING_RETURN, load_return)
def tasks(opened: Opened) -> ResponseReturnValue:
    """The task list: what is done, what is left, who helps, what comes next."""
    page, now = opened.page, identity.by().at
    done = sum(far.complete for far in page.progress.values())
    changed = changed_since_signed(opened)
    return render_template(
        "agency/tasks.html",
        h1="Your return",
        opened=opened,
        page=page,
        deadline=deadline(page.due_at, page.returned_at or now),
        done=done,
        tasks=_lines(opened, changed),
        extensions=cycles.extensions(page.cycle_id, page.id),
        sent_back=signing.last_sent_back(page.id) if page.status is Status.IN_PROGRESS else None,
        signatories=people.people_of_agency(page.board.id, page.agency_id, Role.SIGNATORY),
        revised=bool(changed),
        **_of_the_panel(opened),
        objectives_line=_objectives_line(opened),
        mine=[key for key, ids in page.helpers.items() if identity.actor().person_id in ids],
        reopened=record.why_reopened(page.board.slug, page.path) if _is_revised(page) else "",
        may_run=may(identity.actor(), Action.RUN_RETURN, page.subject),
        may_sign=may(identity.actor(), Action.SIGN_RETURN, page.subject),
    )


def _lines(opened: Opened, changed: set[str]) -> list[tuple[object, ...]]:
    """Each standard as a line of the task list."""
    page = opened.page
    helpers = people.names(frozenset().union(*page.helpers.values()))
    revise = open_standards(opened) if page.revising else frozenset()
    return [
        (
            f"{key}. {title}",
            url_for("agency.standard", standard=key, **page.address),
            *status_of(page.progress.get(key), changed=key in changed, revise=key in revise),
            _task_hint(page.progress.get(key), [helpers[i] for i in page.helpers.get(key, ())]),
        )
        for key, title in opened.numbered()
    ]


def _objectives_line(opened: Opened) -> tuple[object, ...]:
    """The objectives as a line of the task list: last cycle's hold the signature up."""
    page, answers = opened.page, answer_store.answers_of(opened.page.id)
    last = answering.last_objectives(page, answers)
    left = sum(not one.is_reported for one in last)
    hint = "What you intend to do, and what came of the last ones"
    may_change = opened.is_changeable and not page.revising
    if left and may_change:
        hint = f"Before it is signed, say what came of {left} of the last cycle’s {len(last)}"
    far = stage(last, objectives(answers))
    url = url_for("agency.objectives", **page.address) if may_change else None
    status = STATUS_OF_STANDARD[far] if may_change or far is not Stage.OPTIONAL else ("", None)
    return ("Objectives", url, *status, hint)


def _of_the_panel(opened: Opened) -> dict[str, object]:
    """What the panel wants of the agency: open notes, questions to revise, its newest letter."""
    page = opened.page
    return {
        "notes": [one for one in notes_of(opened) if not one.is_settled],
        "carried": carried_to(opened),
        "to_revise": to_revise(opened),
        "letter": letters.newest(page.id, FEEDBACK) if page.signed_version else 0,
    }


def _is_revised(page: ReturnInHand) -> bool:
    """Whether the return was signed once and is open again."""
    return bool(page.signed_version) and page.status is not Status.SUBMITTED


def _task_hint(far: Progress | None, helpers: list[str]) -> str:
    parts = []
    if far is not None and far.started:
        parts.append(f"{far.settled} of {far.asked} questions answered")
        if far.settled == far.asked and far.missing:
            parts.append("evidence or actions are missing")
    if helpers:
        parts.append(f"{' and '.join(sorted(helpers))} helping")
    return ". ".join(part[0].upper() + part[1:] for part in parts)


@bp.get(f"{RETURN}/check")
@allows(Action.SEE_WORKING_RETURN, load_return)
def check(opened: Opened) -> ResponseReturnValue:
    """Everything in one page, with what is still missing first."""
    page = opened.page
    if page.status is Status.SUBMITTED:
        return redirect(url_for("agency.report", **page.address), 303)
    return render_template("agency/check.html", **whole(opened))


def whole(opened: Opened) -> dict[str, object]:
    """The whole working return, as the check page and the signatory's page show it."""
    page = opened.page
    answers = answer_store.answers_of(page.id)
    links = file_links(page)
    found = answering.gaps(page, opened.edition, answers)
    actor, at_work = identity.actor(), open_standards(opened)
    may_run = may(actor, Action.RUN_RETURN, page.subject)
    return {
        "h1": "Check your answers" if may_run and opened.is_changeable else "The whole return",
        "opened": opened,
        "page": page,
        "links": links,
        "gaps": _gaps_by_standard(found),
        "gap_count": len(found),
        "standards": standard_reports(
            opened.edition, page.agency_type, answers, files_by_question(tuple(links)), {}
        ),
        "objectives": objectives(answers),
        "last_objectives": answering.last_objectives(page, answers),
        "can_change": {
            standard.key: opened.is_changeable
            and standard.key in at_work
            and may(actor, Action.ANSWER_STANDARD, page.subject_of(standard.key))
            for standard in opened.edition.standards
        },
        "may_run": may_run,
        "signatories": people.people_of_agency(page.board.id, page.agency_id, Role.SIGNATORY),
        "OBJECTIVES": OBJECTIVES,
    }


def _gaps_by_standard(found: tuple[Missing, ...]) -> dict[str, list[Missing]]:
    gaps: dict[str, list[Missing]] = {}
    for one in found:
        gaps.setdefault(one.standard, []).append(one)
    return gaps
