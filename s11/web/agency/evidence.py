"""Evidence files: adding them with a standard's page, downloading, removing."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from flask import Request, Response, current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import Headers

from s11.config import MIB
from s11.domain.errors import NotFound
from s11.domain.permissions import Action, Subject, may
from s11.domain.snapshot import SignedFile
from s11.domain.standards import Edition, Standard
from s11.files import EXTENSION
from s11.files.inspection import MEDIA_TYPES
from s11.files.port import FileStore
from s11.services import evidence
from s11.services.evidence import Added, Posted, Upload
from s11.services.recording import By
from s11.store import evidence as store
from s11.store.models import EvidenceFile
from s11.store.submissions import ReturnInHand
from s11.web import identity
from s11.web.access import allows
from s11.web.agency.blueprint import RETURN, Opened, bp, load_return

FILE = f"{RETURN}/evidence/<int:file>"
FILES, DATES = "file-", "filedate-"
UNKNOWN = "application/octet-stream"
CHUNK = 256 * 1024
NUMBER = re.compile(r"[0-9]{1,15}", re.ASCII)


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file of a return in hand, with the standard that its question belongs to."""

    opened: Opened
    row: EvidenceFile
    standard: Standard

    @property
    def page(self) -> ReturnInHand:
        """The return."""
        return self.opened.page

    @property
    def subject(self) -> Subject:
        """What the permission table decides about: the return, and who helps with the standard."""
        return self.page.subject_of(self.standard.key)


def load_file(board: str, cycle: str, agency: str, file: int) -> OpenedFile | None:
    """The file of this number in the return at this address; one that was removed is not there."""
    opened = load_return(board, cycle, agency)
    row = store.file(opened.page.id, file) if opened else None
    if opened is None or row is None or row.removed_at is not None:
        return None
    standard = evidence.standard_of(opened.edition, row.question)
    return OpenedFile(opened, row, standard) if standard else None


def posted_files(request: Request) -> Mapping[str, Posted]:
    """What each question's card sent, by question; cards without a file and a date left out."""
    uploads: dict[str, list[Upload]] = {}
    for name, sent in request.files.items(multi=True):
        if name.startswith(FILES) and sent.filename:
            upload = Upload(sent.filename, sent.stream)
            uploads.setdefault(name.removeprefix(FILES), []).append(upload)
    dated = {
        name.removeprefix(DATES).rpartition("-")[0]
        for name, typed in request.form.items(multi=True)
        if name.startswith(DATES) and typed.strip()
    }
    return {
        question: Posted(tuple(uploads.get(question, ())), _dated(request, question))
        for question in sorted(uploads.keys() | dated)
    }


def _dated(request: Request, question: str) -> tuple[str, str, str]:
    boxes = (f"{DATES}{question}-{part}" for part in ("day", "month", "year"))
    day, month, year = (request.form.get(box, "").strip() for box in boxes)
    return day, month, year


def add_posted(by: By, page: ReturnInHand, edition: Edition, request: Request) -> Added:
    """Keep the files that came with a standard's page."""
    limit = identity.settings().upload_mib * MIB
    return evidence.add(by, page, edition, posted_files(request), files=_files(), max_bytes=limit)


def _files() -> FileStore:
    kept: FileStore = current_app.extensions[EXTENSION]
    return kept


class Inert(Response):
    """A response that no browser opens as a page, whatever is in it.

    Its policy is put on last: the one that every page has would let it act as part of the site.
    """

    def get_wsgi_headers(self, environ: dict[str, object]) -> Headers:
        """The headers, with the sandbox instead of the site's own policy."""
        headers = super().get_wsgi_headers(environ)
        headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
        headers["X-Content-Type-Options"] = "nosniff"
        return headers


@bp.get(FILE)
@allows(Action.READ_SIGNED_RETURN, load_file)
def download(found: OpenedFile) -> ResponseReturnValue:
    """The file as an attachment: at any time for its agency, once it is signed for the board."""
    at_work = may(identity.actor(), Action.SEE_WORKING_RETURN, found.subject)
    if not at_work and not evidence.is_signed(found.row):
        raise NotFound
    return attachment(found.row)


def attachment(row: EvidenceFile) -> Response:
    """A file as it was kept, to be saved rather than shown."""
    pieces = _pieces(row.stored_as)
    first = next(pieces, b"")  # a file that cannot be opened fails here, where it gets a page
    response = Inert(itertools.chain((first,), pieces))
    response.call_on_close(pieces.close)
    response.content_type = row.media_type if row.media_type in MEDIA_TYPES else UNKNOWN
    response.content_length = row.size
    response.headers.set("Content-Disposition", "attachment", **_name_options(row.name))
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _name_options(name: str) -> dict[str, str]:
    """A name as RFC 6266 sends it: in ASCII as far as that goes, and whole in RFC 5987's coding."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    if plain == name:
        return {"filename": name}
    return {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"}


def _pieces(stored_as: str) -> Generator[bytes, None, None]:
    with _files().open(stored_as) as file:
        while piece := file.read(CHUNK):
            yield piece


@bp.post(f"{FILE}/remove")
@allows(Action.ANSWER_STANDARD, load_file)
def remove_file(found: OpenedFile) -> ResponseReturnValue:
    """Take the file out of the return, and go back to its question."""
    return redirect(_take_out(identity.by(), found.page, found.opened.edition, found.row), 303)


def remove_posted(by: By, page: ReturnInHand, edition: Edition, file: str) -> str:
    """Take out the file whose number a standard's page sent; the address of its question.

    For the button within that page's own form, whose answers were saved before. Raises NotFound.
    """
    row = store.file(page.id, int(file)) if NUMBER.fullmatch(file) else None
    if row is None:
        raise NotFound
    return _take_out(by, page, edition, row)


def _take_out(by: By, page: ReturnInHand, edition: Edition, row: EvidenceFile) -> str:
    name, question = row.name, row.question
    standard = evidence.standard_of(edition, question)
    if standard is None:
        raise NotFound
    evidence.remove(by, page, edition, row)
    flash(f"“{name}” was removed.")
    anchor = "q-" + question.replace(".", "-")
    return url_for("agency.standard", standard=standard.key, **page.address, _anchor=anchor)


def file_links(page: ReturnInHand) -> dict[SignedFile, str]:
    """Every file of a return that was not removed, as a signed return names it, and its address."""
    return {
        SignedFile(one.question, one.name, one.size, one.sha256, one.dated_on): url_for(
            "agency.download", file=one.id, **page.address
        )
        for one in store.files_of(page.id)
    }
