"""Importing agencies: a file, then its faults or what it will do, then all of it at once."""

from __future__ import annotations

import json

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.officer import ConfirmImportForm, ImportForm
from s11.domain.errors import Refused, WrongState
from s11.domain.permissions import Action
from s11.domain.register import COLUMNS, Change
from s11.services import importing as services
from s11.services.importing import Preview, Rows
from s11.services.spreadsheets import read_table
from s11.web import identity
from s11.web.access import allows
from s11.web.officer.agencies import types
from s11.web.officer.blueprint import bp
from s11.web.officer.exporting import csv_file
from s11.web.officer.loading import BoardInHand, load_board


@bp.route("/agencies/import", methods=["GET", "POST"])
@allows(Action.MANAGE_AGENCIES, load=load_board)
def import_agencies(found: BoardInHand) -> ResponseReturnValue:
    """Take a file; show its faults, or what it will do."""
    form = ImportForm()
    if request.method == "GET":
        return _ask(found, form)
    given = request.files.get("file")
    try:
        if given is None or not given.filename:
            raise Refused("Choose a file.", "file")
        rows = read_table(given.read())
    except Refused as fault:
        form.refuse("file", fault.sentence)
        return _ask(found, form)
    preview = services.preview(found.board, rows, types())
    if preview.faults:
        count = len(preview.faults)
        things = "1 thing needs" if count == 1 else f"{count} things need"
        form.refuse("file", f"{things} mending in the file. Nothing was imported.")
        return _ask(found, form, preview)
    return _confirm(found, rows, preview)


@bp.post("/agencies/import/confirm")
@allows(Action.MANAGE_AGENCIES, load=load_board)
def confirm_import(found: BoardInHand) -> ResponseReturnValue:
    """Do what was previewed, whole; show the plan again if the register changed meanwhile."""
    form = ConfirmImportForm(request.form)
    rows = _rows(form.rows.data)
    try:
        done = services.carry_out(
            found.board,
            rows,
            types(),
            identity.by(),
            invite=bool(form.invite.data),
            seen=form.seen.data,
        )
    except WrongState as moved:
        return _confirm(found, rows, services.preview(found.board, rows, types()), moved.sentence)
    added, changed = done.count(Change.ADDED), done.count(Change.CHANGED)
    flash(f"The file was imported: {added} added, {changed} changed.")
    return redirect(url_for("officer.agencies", board=found.board.slug), 303)


@bp.get("/agencies/import/example.csv")
@allows(Action.MANAGE_AGENCIES, load=load_board)
def import_example(found: BoardInHand) -> ResponseReturnValue:
    """A file with the right heads and one invented agency, to fill in."""
    lead, signatory = ("Asha Rowe", "asha.rowe@example.org"), ("Tom Bell", "tom.bell@example.org")
    return csv_file("agencies.csv", COLUMNS, [("Marlbridge Housing", "housing", *lead, *signatory)])


def _rows(text: str | None) -> Rows:
    """The previewed rows as the page carried them; they are checked again like a new file."""
    try:
        rows = json.loads(text or "")
        return [[str(cell) for cell in row] for row in rows]
    except (ValueError, TypeError):
        raise Refused("The preview was cut short. Hand the file in again.", "file") from None


def _ask(
    found: BoardInHand, form: ImportForm, preview: Preview | None = None
) -> ResponseReturnValue:
    page = render_template(
        "officer/import.html",
        h1="Import agencies",
        form=form,
        errors=form.faults(),
        faults=preview.faults if preview else (),
        columns=COLUMNS,
        types=types(),
        slug=found.board.slug,
    )
    return page, 422 if form.errors else 200


def _confirm(
    found: BoardInHand, rows: Rows, preview: Preview, moved: str = ""
) -> ResponseReturnValue:
    form = ConfirmImportForm(
        data={
            "rows": json.dumps(rows, ensure_ascii=False, separators=(",", ":")),
            "seen": preview.fingerprint,
        }
    )
    page = render_template(
        "officer/import_confirm.html",
        h1="Check what will be imported",
        form=form,
        plan=preview.plan,
        Change=Change,
        types=types(),
        moved=moved,
        slug=found.board.slug,
    )
    return page, 409 if moved else 200
