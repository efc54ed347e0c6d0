"""The record is read back link by link: whatever is done to it, the first broken link is named."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from s11.domain.trail import NO_HASH, Link, first_fault, hash_of

NOON = datetime(2026, 10, 5, 12, 0, tzinfo=UTC)
CHAIN = "marlbridge"


def chain(length: int, name: str = CHAIN) -> list[Link]:
    links: list[Link] = []
    for number in range(1, length + 1):
        link = Link(
            chain=name,
            number=number,
            at=NOON + timedelta(seconds=number),
            actor_id=number % 5 or None,
            actor_name="Łucja Wójcik" if number % 2 else "The platform",
            kind="answer saved" if number % 3 else "return signed",
            subject=f"s11-2026/agency-{number}",
            detail=f'{{"n":{number}}}',
            previous_hash=links[-1].hash if links else NO_HASH,
        )
        links.append(replace(link, hash=hash_of(link)))
    return links


def fault(links: list[Link], of: list[Link]) -> str | None:
    """What reading `links` finds where the head is that of the chain as it was written."""
    return first_fault(links, len(of), of[-1].hash if of else NO_HASH)


@pytest.mark.parametrize("length", [0, 1, 2, 50])
def test_a_whole_chain_has_no_fault(length):
    assert fault(chain(length), chain(length)) is None


def test_an_instant_means_the_same_in_every_zone():
    link = chain(1)[0]
    assert hash_of(replace(link, at=link.at.astimezone(timezone(timedelta(hours=9))))) == link.hash


def test_a_hash_never_changes_its_meaning():
    """Worked out apart: the SHA-256 of this one line of JSON."""
    line = (
        '["marlbridge",1,"2026-10-05T12:00:01.000000+00:00",1,"Łucja Wójcik","answer saved",'
        f'"s11-2026/agency-1","{{\\"n\\":1}}","{NO_HASH}"]'
    )
    assert chain(1)[0].hash == hashlib.sha256(line.encode()).hexdigest()


def test_words_moved_from_one_part_to_its_neighbour_change_the_hash():
    link = replace(chain(1)[0], kind="return", subject="signed/x")
    assert hash_of(link) != hash_of(replace(link, kind="return signed", subject="/x"))
    assert hash_of(replace(link, actor_id=1)) != hash_of(replace(link, actor_id=None))


OTHERWISE = {
    "chain": lambda said: said + "x",
    "number": lambda said: said + 1_000_000,
    "at": lambda said: said + timedelta(microseconds=1),
    "actor_id": lambda said: (said or 0) + 1,
    "actor_name": lambda said: said + " ",
    "kind": lambda said: said.upper(),
    "subject": lambda said: said[:-1],
    "detail": lambda said: said + " ",
    "previous_hash": lambda said: said[::-1] if said != NO_HASH else "f" * 64,
    "hash": lambda said: said[::-1],
}


def test_every_part_of_a_link_is_edited_below():
    assert set(OTHERWISE) == set(Link.__slots__)


@pytest.mark.parametrize("part", OTHERWISE)
@pytest.mark.parametrize("at", [0, 4, 8])
def test_an_edit_of_any_part_of_any_link_names_that_link(part, at):
    whole = chain(9)
    links = list(whole)
    links[at] = replace(links[at], **{part: OTHERWISE[part](getattr(links[at], part))})
    assert f"event {at + 1} of chain {links[at].chain}" in fault(links, whole)


def rehashed(link: Link) -> Link:
    """The link with a hash that fits it: a forger can do the sum too."""
    return replace(link, hash=hash_of(link))


# Each does one thing to a copy of a chain; it returns the chain and the number to be named.
Tampering = Callable[[list[Link], random.Random], tuple[list[Link], int]]


def edited(links: list[Link], chance: random.Random) -> tuple[list[Link], int]:
    at, part = chance.randrange(len(links)), chance.choice(list(OTHERWISE))
    links[at] = replace(links[at], **{part: OTHERWISE[part](getattr(links[at], part))})
    return links, at + 1


def edited_with_a_hash_that_fits(
    links: list[Link], chance: random.Random
) -> tuple[list[Link], int]:
    """The edit itself cannot be told; the next link can, as it follows from what was there."""
    at = chance.randrange(len(links) - 1)
    links[at] = rehashed(replace(links[at], detail='{"n":0}'))
    return links, at + 2


def deleted(links: list[Link], chance: random.Random) -> tuple[list[Link], int]:
    at = chance.randrange(len(links) - 1)
    return links[:at] + links[at + 1 :], at + 1


def deleted_and_renumbered(links: list[Link], chance: random.Random) -> tuple[list[Link], int]:
    at = chance.randrange(len(links) - 1)
    rest = [replace(link, number=link.number - 1) for link in links[at + 1 :]]
    return links[:at] + rest, at + 1


def swapped(links: list[Link], chance: random.Random) -> tuple[list[Link], int]:
    one, other = sorted(chance.sample(range(len(links)), 2))
    links[one], links[other] = links[other], links[one]
    return links, one + 1


def swapped_under_their_numbers(links: list[Link], chance: random.Random) -> tuple[list[Link], int]:
    links, first = swapped(links, chance)
    return [replace(link, number=n) for n, link in enumerate(links, start=1)], first


def inserted(links: list[Link], chance: random.Random) -> tuple[list[Link], int]:
    """A forged link that follows from the one before it, the rest renumbered."""
    at = chance.randrange(1, len(links))
    forged = rehashed(replace(links[at], detail='{"n":0}'))
    rest = [replace(link, number=link.number + 1) for link in links[at:]]
    return [*links[:at], forged, *rest], at + 2


def repeated(links: list[Link], chance: random.Random) -> tuple[list[Link], int]:
    at = chance.randrange(len(links))
    return [*links[: at + 1], links[at], *links[at + 1 :]], at + 1


def truncated(links: list[Link], chance: random.Random) -> tuple[list[Link], int]:
    kept = chance.randrange(len(links))
    return links[:kept], kept


TAMPERINGS: list[Tampering] = [
    edited,
    edited_with_a_hash_that_fits,
    deleted,
    deleted_and_renumbered,
    swapped,
    swapped_under_their_numbers,
    inserted,
    repeated,
    truncated,
]


def tamper(tampering: Tampering, seed: int, whole: list[Link]) -> None:
    links, named = tampering(list(whole), random.Random(seed))
    found = fault(links, whole)
    assert found is not None, seed
    assert re.search(rf"event {named}\b", found), (seed, found)


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_fifty_random_tamperings_of_each_kind_are_named(tampering):
    whole = chain(20)
    for seed in range(50):
        tamper(tampering, seed, whole)


@pytest.mark.soak
@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_ten_thousand_random_tamperings_of_each_kind_are_named(tampering):
    whole = chain(40)
    for seed in range(10_000):
        tamper(tampering, seed, whole)


def test_what_was_cut_off_at_the_end_is_counted():
    whole = chain(9)
    assert fault(whole[:6], whole) == "the chain ends at event 6, but 9 were written"
    assert fault([], whole) == "the chain ends at event 0, but 9 were written"


def test_a_link_that_nobody_wrote_at_the_end_is_counted():
    longer = chain(10)
    assert fault(longer, longer[:9]) == "the chain ends at event 10, but 9 were written"


def test_a_link_that_comes_twice_is_not_called_a_missing_one():
    whole = chain(5)
    assert fault([*whole[:3], whole[2], *whole[3:]], whole) == (
        "event 3 of chain marlbridge stands where event 4 should"
    )


def test_a_link_numbered_before_the_first_is_named():
    whole = chain(3)
    nought = rehashed(replace(whole[0], number=0))
    assert fault([nought, *whole], whole) == (
        "event 0 of chain marlbridge stands where event 1 should"
    )


def test_a_missing_link_is_named_with_the_next_that_is_there():
    whole = chain(5)
    assert fault(whole[2:], whole) == (
        "event 1 of chain marlbridge is missing: the next that is there is 3"
    )


def test_a_chain_written_anew_from_a_link_on_has_another_head():
    whole = chain(9)
    forged = list(whole)
    forged[4] = replace(forged[4], detail='{"n":0}')
    for n in range(4, 9):
        forged[n] = rehashed(replace(forged[n], previous_hash=forged[n - 1].hash))
    assert fault(forged, whole) == "the last event is not the one that the chain's head names"


def test_a_head_written_anew_too_no_longer_holds_the_hash_of_a_receipt():
    """The chain alone cannot tell: this is what the head in each receipt is for."""
    whole, forged = chain(9), chain(9, name="marlbridge ")
    forged = [replace(link, chain=CHAIN) for link in forged]
    for n, link in enumerate(forged):
        previous = forged[n - 1].hash if n else NO_HASH
        forged[n] = rehashed(replace(link, detail="{}", previous_hash=previous))
    assert fault(forged, forged) is None
    assert whole[-1].hash not in {link.hash for link in forged}


def test_a_link_of_another_chain_has_no_place_here():
    whole, other = chain(5), chain(5, name="eastvale")
    assert "event 3" in fault([*whole[:2], other[2], *whole[3:]], whole)


def test_only_the_first_fault_is_named():
    whole = chain(9)
    links = [replace(link, kind="x") if link.number in {3, 7} else link for link in whole]
    assert fault(links, whole) == "event 3 of chain marlbridge was changed after it was written"
