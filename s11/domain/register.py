"""The register of agencies: names and slugs, and a spreadsheet of agencies read into a plan.

Pure: rows of text in, a plan or faults out. Every fault names its row and column, in one pass,
so that the officer mends the file once; the plan is carried out whole or not at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from s11.domain.characters import hidden_in
from s11.domain.permissions import ROLE_WORDS, Role

EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\".]+(\.[^@\s,;<>\".]+)+")
LONGEST_NAME = 200
# Words that stand after /agencies/ in the platform's own addresses.
RESERVED = frozenset({"new", "import"})
LONGEST_EMAIL = 254
COLUMNS = (
    "name",
    "type",
    "lead name",
    "lead e-mail",
    "signatory name",
    "signatory e-mail",
)
CONTACTS = {Role.LEAD: ("lead name", "lead e-mail")} | {
    Role.SIGNATORY: ("signatory name", "signatory e-mail")
}


def slug_of(name: str, taken: Collection[str] = ()) -> str:
    """A name as it stands in addresses, unlike those `taken`: "St Aldhelm's" → "st-aldhelms"."""
    plain = unicodedata.normalize("NFKD", name.replace("ł", "l").replace("Ł", "L"))
    letters = plain.encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", letters.replace("'", "")).strip("-")[:56].rstrip("-")
    slug, number = slug or "agency", 2
    tried = slug
    while tried in taken or tried in RESERVED:
        tried, number = f"{slug}-{number}", number + 1
    return tried


def readable_email(text: str) -> str | None:
    """The address in lower case, or None if mail could not be sent to it."""
    address = text.strip().lower()
    return address if len(address) <= LONGEST_EMAIL and EMAIL.fullmatch(address) else None


def same_name(name: str) -> str:
    """What two spellings of one name share: case and spaces are no difference."""
    return " ".join(name.casefold().split())


@dataclass(frozen=True, slots=True)
class Contact:
    """Someone named in the file."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One readable row: `row` is its number in the spreadsheet, where the heads are row 1."""

    row: int
    name: str
    agency_type: str
    contacts: Mapping[Role, Contact]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, where: `row` and `column` as the spreadsheet shows them."""

    row: int
    column: str
    sentence: str

    def __str__(self) -> str:
        return f"Row {self.row}, {self.column}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Reading:
    """The file as read: entries to use only if there are no faults."""

    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """An agency of the register, with the addresses of those who hold each role for it."""

    slug: str
    name: str
    agency_type: str
    has_left: bool = False
    holders: Mapping[Role, frozenset[str]] | None = None

    def holds(self, role: Role, email: str) -> bool:
        """Whether someone with this address holds `role` for the agency."""
        return email in (self.holders or {}).get(role, frozenset())


class Change(StrEnum):
    """What becomes of an agency."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Line:
    """What one row of the file will do; `said` tells it in words, one piece each."""

    change: Change
    entry: Entry
    slug: str | None = None
    said: tuple[str, ...] = ()
    roles: tuple[tuple[Role, Contact], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """All that an import will do."""

    lines: tuple[Line, ...]

    def count(self, change: Change) -> int:
        """How many agencies will be added, changed or left as they are."""
        return sum(line.change is change for line in self.lines)

    @property
    def people(self) -> int:
        """How many roles will be given."""
        return sum(len(line.roles) for line in self.lines)


def read_rows(rows: Sequence[Sequence[str]], types: Mapping[str, str]) -> Reading:
    """The rows of a spreadsheet, heads first, as entries and every fault at once.

    `types` maps each agency type's key to its words; the file may use either.
    """
    filled = [(number, row) for number, row in enumerate(rows, start=1) if any(map(_said, row))]
    if not filled:
        return Reading((), (Fault(1, "name", "The file is empty."),))
    head_number, head = filled[0]
    places, faults = _read_head(head_number, head)
    if faults:
        return Reading((), tuple(faults))
    if len(filled) == 1:
        return Reading((), (Fault(head_number + 1, "name", "There is no agency in the file."),))
    known_types = {same_name(word): key for key, words in types.items() for word in (key, words)}
    entries: list[Entry] = []
    for number, row in filled[1:]:
        cells = {
            name: _said(row[place]) if place < len(row) else "" for name, place in places.items()
        }
        entry, found = _read_row(number, cells, known_types, types)
        faults.extend(found)
        if entry:
            entries.append(entry)
    faults.extend(_repeats(entries))
    return Reading(tuple(entries), tuple(sorted(faults, key=lambda fault: fault.row)))


def _said(cell: str) -> str:
    return " ".join(str(cell).split())


def _head_word(cell: str) -> str:
    word = same_name(cell).replace("email", "e-mail").replace("_", " ")
    return word.replace("accountable officer", "signatory").removeprefix("agency ")


def _read_head(number: int, head: Sequence[str]) -> tuple[dict[str, int], list[Fault]]:
    words = [_head_word(cell) for cell in head]
    faults = [
        Fault(number, f"column {place}", f"“{_said(head[place - 1])}” is not a column we know.")
        for place, word in enumerate(words, start=1)
        if word and word not in COLUMNS
    ]
    faults += [
        Fault(number, name, "There are two columns with this head.")
        for name in COLUMNS
        if words.count(name) > 1
    ]
    faults += [
        Fault(number, name, f"There is no column headed “{name}”.")
        for name in COLUMNS
        if name not in words
    ]
    return {name: words.index(name) for name in COLUMNS if name in words}, faults


def _read_row(
    number: int, cells: Mapping[str, str], known_types: Mapping[str, str], types: Mapping[str, str]
) -> tuple[Entry | None, list[Fault]]:
    faults: list[Fault] = []
    if not cells["name"]:
        faults.append(Fault(number, "name", "The agency has no name."))
    faults += [
        Fault(number, column, f"This has more than {LONGEST_NAME} letters.")
        for column in ("name", "lead name", "signatory name")
        if len(cells[column]) > LONGEST_NAME
    ]
    faults += [
        Fault(number, column, sentence)
        for column, cell in cells.items()
        if (sentence := hidden_in(cell))
    ]
    agency_type = known_types.get(same_name(cells["type"]))
    if agency_type is None:
        faults.append(Fault(number, "type", _type_fault(cells["type"], types)))
    contacts: dict[Role, Contact] = {}
    for role, (name_column, email_column) in CONTACTS.items():
        name, email = cells[name_column], cells[email_column]
        found = list(_contact_faults(number, name, email, name_column, email_column))
        faults += found
        if email and not found:
            contacts[role] = Contact(name, email.lower())
    entry = Entry(number, cells["name"], agency_type or "", contacts)
    return (entry if cells["name"] else None), faults


def _type_fault(given: str, types: Mapping[str, str]) -> str:
    known = ", ".join(types)
    if not given:
        return f"The agency has no type. Types are: {known}."
    return f"“{given}” is not a type of agency. Types are: {known}."


def _contact_faults(
    number: int, name: str, email: str, name_column: str, email_column: str
) -> Iterator[Fault]:
    if name and not email:
        yield Fault(number, email_column, f"{name} has no e-mail address.")
    if email and not name:
        yield Fault(number, name_column, f"{email} has no name.")
    if email and readable_email(email) is None:
        yield Fault(number, email_column, f"“{email}” is not an e-mail address.")


def _repeats(entries: Iterable[Entry]) -> Iterator[Fault]:
    """The same agency twice, and one address under two names."""
    agencies: dict[str, int] = {}
    people: dict[str, tuple[str, int]] = {}
    for entry in entries:
        first = agencies.setdefault(same_name(entry.name), entry.row)
        if first != entry.row:
            yield Fault(entry.row, "name", f"{entry.name} is already in row {first}.")
        for role, contact in entry.contacts.items():
            name, row = people.setdefault(contact.email, (contact.name, entry.row))
            if same_name(name) != same_name(contact.name):
                yield Fault(
                    entry.row,
                    CONTACTS[role][0],
                    f"{contact.email} is called {name} in row {row} and {contact.name} here.",
                )


def plan(entries: Iterable[Entry], register: Iterable[Known], types: Mapping[str, str]) -> Plan:
    """What importing `entries` would do to the register. Nobody loses a role by an import."""
    by_name = {same_name(known.name): known for known in register}
    return Plan(tuple(_line(entry, by_name.get(same_name(entry.name)), types) for entry in entries))


def _line(entry: Entry, known: Known | None, types: Mapping[str, str]) -> Line:
    roles = tuple(
        (role, contact)
        for role, contact in entry.contacts.items()
        if known is None or not known.holds(role, contact.email)
    )
    said = [f"{contact.name} becomes {ROLE_WORDS[role].lower()}" for role, contact in roles]
    if known is None:
        return Line(Change.ADDED, entry, None, tuple(said), roles)
    if known.agency_type != entry.agency_type:
        old, new = types.get(known.agency_type, known.agency_type), types[entry.agency_type]
        said.insert(0, f"type changes from “{old}” to “{new}”")
    if known.has_left:
        said.insert(0, "rejoins the board")
    return Line(Change.CHANGED if said else Change.UNCHANGED, entry, known.slug, tuple(said), roles)
