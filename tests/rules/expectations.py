"""Who may come where, endpoint by endpoint: written out by hand, from what the sector asks.

Nothing here knows the decorators, nor the policy. A route without a row fails the matrix.
"""

from __future__ import annotations

from werkzeug.routing import Rule

from tests.rules.world import HALF_IN, STRANGER

EVERYONE = "everyone"
PASSWORD_GIVEN = "whoever has given a password"
SIGNED_IN = "whoever is signed in"

OFFICER = {"an officer", "an officer with an interest"}
CHAIR = {"a chair", "a chair with an interest"}
LOOKERS = OFFICER | CHAIR | {"a reader"}
KEEPERS = OFFICER | {"an administrator"}
LEAD = {"a lead", "a lead with a seat"}
SIGNATORY = {"a signatory"}
ANSWERERS = LEAD | {"a contributor who was asked"}
AGENCY = ANSWERERS | SIGNATORY | {"a contributor who was not asked", "a lead with a seat"}
READERS = AGENCY | LOOKERS
# Nobody reviews their own agency: of the three who sit on its panel, only this one does.
REVIEWERS = {"a panel member", "an officer"}
SEERS = REVIEWERS | {"a chair"}
# A session is for all who sit on its panel; the items that they are tied to are closed to them.
SESSION = OFFICER | {"a panel member", "a panel member with an interest", "a lead with a seat"}
# Whoever sits on a panel of the cycle compares its agencies, those that they are tied to left out.
COMPARERS = LOOKERS | {"a panel member", "a panel member with an interest", "a lead with a seat"}
# Those who are told "not allowed" rather than "not found": they may do something to the thing.
OF_THE_BOARD = LOOKERS | {"an administrator"}
OF_THE_RETURN = OF_THE_BOARD | AGENCY

EXPECTED: dict[str, str | set[str]] = {
    "static": EVERYONE,
    "auth.home": EVERYONE,
    "auth.accessibility": EVERYONE,
    "auth.privacy": EVERYONE,
    "auth.theme": EVERYONE,
    "auth.invitation": EVERYONE,
    "auth.accept": EVERYONE,
    "auth.ask_reset": EVERYONE,
    "auth.send_reset": EVERYONE,
    "auth.reset_sent": EVERYONE,
    "auth.reset": EVERYONE,
    "auth.finish_reset": EVERYONE,
    "auth.sign_in": EVERYONE,
    "auth.check_password": EVERYONE,
    "auth.signed_out": EVERYONE,
    "auth.session_state": EVERYONE,
    "auth.set_up": PASSWORD_GIVEN,
    "auth.prove": PASSWORD_GIVEN,
    "auth.code": PASSWORD_GIVEN,
    "auth.check_code": PASSWORD_GIVEN,
    "auth.sign_out": EVERYONE,
    "auth.account": SIGNED_IN,
    "auth.authenticator": SIGNED_IN,
    "auth.replace_authenticator": SIGNED_IN,
    "auth.password": SIGNED_IN,
    "auth.change_password": SIGNED_IN,
    "auth.recovery_codes": SIGNED_IN,
    "auth.renew_recovery_codes": SIGNED_IN,
    "auth.end_session": SIGNED_IN,
    "auth.end_other_sessions": SIGNED_IN,
    "auth.keep_session": SIGNED_IN,
    "panel.session": SESSION | CHAIR,
    "panel.presence": SESSION,
    "panel.pause_session": SESSION,
    "panel.finish_session": SESSION,
    "panel.session_item": SEERS,
    "panel.take_up_item": REVIEWERS,
    "panel.record_decision": REVIEWERS,
    "panel.agree_ratings": REVIEWERS,
    "panel.letter": {"an officer"},
    "panel.save_letter": {"an officer"},
    "panel.preview_letter": {"an officer"},
    "panel.issue_letter": {"an officer"},
    "agency.letter": READERS,
    "agency.letter_version": READERS,
    "agency.letter_pdf": READERS,
    "panel.reviews": SIGNED_IN,
    "panel.review": SEERS,
    "panel.standard": SEERS,
    "panel.read": SEERS,
    "panel.download": SEERS,
    "panel.rate": REVIEWERS,
    "panel.dismiss": REVIEWERS,
    "panel.take_up": REVIEWERS,
    "agency.home": SIGNED_IN,
    "agency.tasks": AGENCY,
    "agency.blank": AGENCY,
    "agency.check": AGENCY,
    "agency.download": READERS,
    "agency.remove_file": ANSWERERS,
    "agency.standard": AGENCY,
    "agency.save_standard": ANSWERERS,
    "agency.autosave": ANSWERERS,
    "agency.ask_to_sign": LEAD,
    "agency.take_back": LEAD,
    "agency.helpers": LEAD,
    "agency.save_helpers": LEAD,
    "agency.add_helper": LEAD,
    "agency.objectives": LEAD,
    "agency.save_objectives": LEAD,
    "agency.sign": SIGNATORY,
    "agency.give_signature": SIGNATORY,
    "agency.send_back": SIGNATORY,
    "agency.submitted": READERS,
    "agency.report": READERS,
    "agency.report_version": READERS,
    "agency.report_pdf": READERS,
    "agency.history": READERS,
    "agency.differences": READERS,
    "agency.notes": READERS,
    "agency.note": READERS,
    "agency.answer_note": LEAD,
    "panel.notes": SEERS,
    "panel.note": SEERS,
    "panel.new_note": REVIEWERS,
    "panel.comment": REVIEWERS,
    "panel.share_note": REVIEWERS,
    "panel.move_due": REVIEWERS,
    "panel.settle": REVIEWERS,
    "panel.unsettle": REVIEWERS,
    "panel.reopen_questions": {"an officer"},
    "panel.differences": SEERS,
    "panel.history": SEERS,
    "comparing.matrix": COMPARERS,
    "comparing.sheet": COMPARERS,
    "comparing.standard": COMPARERS,
    "comparing.standard_sheet": COMPARERS,
    "officer.cycles": LOOKERS,
    "officer.cycle": LOOKERS,
    "officer.sheet": LOOKERS,
    "officer.agency_return": LOOKERS,
    "officer.agencies": LOOKERS,
    "officer.agency": LOOKERS,
    "officer.new_cycle": OFFICER,
    "officer.edit_cycle": OFFICER,
    "officer.open_cycle": OFFICER,
    "officer.close_cycle": OFFICER,
    "officer.expect": OFFICER,
    "officer.extend_all": OFFICER,
    "officer.extend_one": OFFICER,
    "officer.reopen": OFFICER,
    "officer.withdraw": OFFICER,
    "officer.new_agency": OFFICER,
    "officer.edit_agency": OFFICER,
    "officer.leave": OFFICER,
    "officer.rejoin": OFFICER,
    "officer.import_agencies": OFFICER,
    "officer.confirm_import": OFFICER,
    "officer.import_example": OFFICER,
    "officer.panels": OFFICER | CHAIR,
    "officer.panel": OFFICER | CHAIR,
    "officer.interests": OFFICER | CHAIR,
    "officer.new_panel": OFFICER,
    "officer.edit_panel": OFFICER,
    "officer.remove_panel": OFFICER,
    "officer.invite_to_panel": OFFICER,
    "officer.sharing": OFFICER,
    "officer.share_out": OFFICER,
    "officer.assign": OFFICER,
    "officer.new_session": OFFICER,
    "officer.edit_session": OFFICER,
    "officer.cancel_session": OFFICER,
    "officer.declare_interest": OFFICER,
    "officer.withdraw_interest": OFFICER,
    "officer.people": KEEPERS,
    "officer.person": KEEPERS,
    "officer.new_person": KEEPERS,
    "officer.take_role": KEEPERS,
    "officer.invite": KEEPERS,
    "officer.disable": KEEPERS,
    "officer.enable": KEEPERS,
    "officer.end_sessions": KEEPERS,
    "officer.record": KEEPERS,
}
# What a person who may come can be told: a page, onwards, or in words why not just now.
LET_IN = {200, 303, 409, 410, 422}
# Forms that need something in them to be more than a missing field.
BODIES = {"officer.take_role": {"role": "contributor/harbour-homes"}}
# Whoever presses "Sign out" on a page of yesterday means it, and a stranger gains nothing by it.
WITHOUT_TOKEN = {"auth.sign_out"}
OWN_ONLY = {"auth.end_session": "an officer"}


def may(who: str, endpoint: str) -> bool:
    expected = EXPECTED[endpoint]
    if expected == EVERYONE:
        return True
    if isinstance(expected, set):
        return who in expected
    return who != STRANGER and (who != HALF_IN or expected == PASSWORD_GIVEN)


def expected_statuses(who: str, rule: Rule, method: str) -> set[int]:
    if rule.endpoint in OWN_ONLY and who not in {STRANGER, HALF_IN, OWN_ONLY[rule.endpoint]}:
        return {404}
    if may(who, rule.endpoint):
        return LET_IN
    if who in {STRANGER, HALF_IN}:
        return {303} if method == "GET" else {401}
    if rule.endpoint.startswith("officer.") and "agency" in rule.arguments and who in AGENCY:
        return {403, 404}  # their own agency: either tells them nothing new
    if rule.endpoint.startswith("panel."):
        return {403, 404} if who in OF_THE_RETURN | SEERS else {404}
    knows = OF_THE_RETURN if rule.endpoint.startswith("agency.") else OF_THE_BOARD
    return {403} if who in knows else {404}
