"""A revision that a panel's query asked for: what is open in it, and what can only be read."""

from __future__ import annotations

from flask import url_for

from s11.domain.anchors import question_numbers
from s11.domain.report import files_by_question, standard_reports
from s11.services import answering
from s11.store import answers as store
from s11.web.agency.blueprint import Opened, OpenedStandard
from s11.web.agency.evidence import file_links


def open_questions(opened: Opened) -> frozenset[str] | None:
    """The questions that may be changed, by id; None where the whole return may."""
    if not opened.page.revising:
        return None
    return answering.reopened(opened.page, opened.edition, store.answers_of(opened.page.id))


def open_standards(opened: Opened) -> frozenset[str]:
    """The standards in which something may be changed, by key: all, unless a query named some."""
    named = open_questions(opened)
    return frozenset(
        standard.key
        for standard in opened.edition.standards
        if named is None or any(question.id in named for question in standard.questions)
    )


def to_revise(opened: Opened) -> list[tuple[str, str]]:
    """(number, address) of each question that a query reopened, in order."""
    numbers = question_numbers(opened.edition)
    return [
        (
            numbers[question.id],
            url_for(
                "agency.standard",
                standard=standard.key,
                _anchor="q-" + question.id.replace(".", "-"),
                **opened.page.address,
            ),
        )
        for standard in opened.edition.standards
        for question in standard.questions
        if question.id in opened.page.revising
    ]


def shut_questions(found: OpenedStandard) -> dict[str, object]:
    """What a standard's page shows of the questions that are asked but were not reopened.

    `shut` are those questions, by id, as they are read; `links` where their files can be had.
    """
    opened, page = found.opened, found.page
    if not page.revising:
        return {"shut": {}, "links": {}}
    links = file_links(page)
    answers = store.answers_of(page.id)
    named = answering.reopened(page, opened.edition, answers) or frozenset()
    files = files_by_question(tuple(links))
    reports = standard_reports(opened.edition, page.agency_type, answers, files, {})
    shut = {
        question.id: question
        for part in reports
        if part.key == found.standard.key
        for question in part.questions
        if question.id not in named
    }
    return {"shut": shut, "links": links}
