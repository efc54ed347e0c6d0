"""What can happen in the story: each act is one click of somebody on the board."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from s11.demo.answering import Teller
from s11.demo.cast import Company, Player
from s11.demo.papers import papers
from s11.demo.stage import Stage
from s11.domain.answers import Answer
from s11.domain.merging import Save
from s11.services import answering, cycles, evidence, extending, helping, signing
from s11.services.evidence import Posted, Upload
from s11.store import answers as answer_store

UPLOAD_BYTES = 1024 * 1024
Act = Callable[[Stage, datetime], None]


@dataclass(frozen=True)
class Part:
    """One agency's part in one cycle, as every act of it needs."""

    cycle: str
    company: Company
    teller: Teller

    def script(self, stage: Stage) -> Mapping[str, Answer]:
        """Everything that the return will say, told once."""
        where = (self.cycle, self.company.name)
        if where not in stage.scripts:
            said = self.teller.answers() | self.teller.objectives()
            if stage.page(self.cycle, self.company).last_signed_sha256:
                said |= self.teller.reports()
            stage.scripts[where] = said
        return stage.scripts[where]


def answer(part: Part, standards: str, *, who: Player | None = None, share: float = 1.0) -> Act:
    """Save the answers to standards (their keys in a row), or the first `share` (0–1) of them."""

    def act(stage: Stage, at: datetime) -> None:
        asked = [key for key in part.script(stage) if ":" not in key and key[0] in standards]
        keys = asked[: max(1, round(share * len(asked)))]
        _save(stage, at, part, keys, who or part.company.lead)

    return act


def set_objectives(part: Part) -> Act:
    """Report on the last cycle's objectives and set new ones."""

    def act(stage: Stage, at: datetime) -> None:
        keys = [key for key in part.script(stage) if ":" in key]
        _save(stage, at, part, keys, part.company.lead)

    return act


def _save(stage: Stage, at: datetime, part: Part, keys: Collection[str], who: Player) -> None:
    page = stage.page(part.cycle, part.company)
    standing = answer_store.answers_of(page.id)
    script = part.script(stage)
    saves = [
        Save(script[key], read=standing[key].version if key in standing else 0) for key in keys
    ]
    answering.save(stage.by(who, at), page, stage.edition(page), saves)


def attach(part: Part) -> Act:
    """Attach what shows the answers that are there."""

    def act(stage: Stage, at: datetime) -> None:
        page, by = stage.page(part.cycle, part.company), stage.by(part.company.lead, at)
        posted = {
            key: Posted(tuple(Upload(one.name, io.BytesIO(one.content)) for one in found))
            for key, said in answer_store.answers_of(page.id).items()
            if not said.not_applicable and (found := papers(part.teller, key))
        }
        added = evidence.add(
            by,
            page,
            stage.edition(page),
            posted,
            files=stage.files,
            max_bytes=UPLOAD_BYTES,
        )
        if added.faults:
            raise ValueError(f"{part.company.name}: {added.faults}")

    return act


def improve(part: Part, question: str, words: str) -> Act:
    """Say one answer again, with more to show for it."""

    def act(stage: Stage, at: datetime) -> None:
        where = (part.cycle, part.company.name)
        said = part.script(stage)[question]
        told = part.teller.tell(words, question, "again")
        stage.scripts[where] |= {
            question: replace(said, evidence=f"{said.evidence} {told}".strip())
        }
        _save(stage, at, part, [question], part.company.lead)

    return act


def share_out(part: Part, shares: Mapping[str, Collection[str]]) -> Act:
    """Ask colleagues, by name, to help with standards, by key."""

    def act(stage: Stage, at: datetime) -> None:
        page = stage.page(part.cycle, part.company)
        by_person = {stage.actors[name].person_id: keys for name, keys in shares.items()}
        helping.share_out(stage.by(part.company.lead, at), page, stage.edition(page), by_person)

    return act


def ask_to_sign(part: Part) -> Act:
    """The lead asks for the signature."""

    def act(stage: Stage, at: datetime) -> None:
        page = stage.page(part.cycle, part.company)
        signing.ask_to_sign(stage.by(part.company.lead, at), page, stage.edition(page))

    return act


def sign(part: Part) -> Act:
    """The accountable officer signs."""

    def act(stage: Stage, at: datetime) -> None:
        page, signatory = stage.page(part.cycle, part.company), part.company.signatory
        by = stage.by(signatory, at)
        signing.sign(by, page, stage.edition(page), name=signatory.name, role=signatory.title)

    return act


def send_back(part: Part, reason: str) -> Act:
    """The accountable officer sends the return back."""

    def act(stage: Stage, at: datetime) -> None:
        page = stage.page(part.cycle, part.company)
        signing.send_back(stage.by(part.company.signatory, at), page, reason)

    return act


def take_back(part: Part) -> Act:
    """The lead takes the return back."""

    def act(stage: Stage, at: datetime) -> None:
        signing.take_back(stage.by(part.company.lead, at), stage.page(part.cycle, part.company))

    return act


def reopen(part: Part, reason: str) -> Act:
    """The officer reopens a signed return."""

    def act(stage: Stage, at: datetime) -> None:
        page = stage.page(part.cycle, part.company)
        signing.reopen(stage.by(stage.cast.officer, at), page, reason)

    return act


def extend_one(part: Part, due_at: datetime, reason: str) -> Act:
    """The officer gives one agency until `due_at`."""

    def act(stage: Stage, at: datetime) -> None:
        page = stage.page(part.cycle, part.company)
        extending.extend_one(page, due_at, reason, stage.by(stage.cast.officer, at))

    return act


def extend_all(slug: str, due_at: datetime, reason: str) -> Act:
    """The officer gives everybody until `due_at`."""

    def act(stage: Stage, at: datetime) -> None:
        by = stage.by(stage.cast.officer, at)
        extending.extend_all(stage.cycle(slug), due_at, reason, by)

    return act


def set_up(slug: str, setting: cycles.Setting) -> Act:
    """The officer sets a cycle up."""

    def act(stage: Stage, at: datetime) -> None:
        by = stage.by(stage.cast.officer, at)
        cycles.create(stage.board, slug, setting, stage.catalogue, by)

    return act


def open_cycle(slug: str) -> Act:
    """The officer opens a cycle."""

    def act(stage: Stage, at: datetime) -> None:
        by = stage.by(stage.cast.officer, at)
        cycles.open_cycle(stage.cycle(slug), stage.catalogue, by)

    return act


def close(slug: str) -> Act:
    """The officer closes a cycle."""

    def act(stage: Stage, at: datetime) -> None:
        cycles.close(stage.cycle(slug), stage.by(stage.cast.officer, at))

    return act
