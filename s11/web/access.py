"""Access, declared on every route: public with a reason, signed in, or an action of the policy."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from flask.typing import ResponseReturnValue

from s11.domain.errors import NotAllowed, NotFound
from s11.domain.permissions import Action, Actor, Subject, may, sees_any
from s11.store.people import SignedIn
from s11.web import identity

View = Callable[..., ResponseReturnValue]


class HasSubject(Protocol):
    """What a loader finds: something that the policy can decide about."""

    @property
    def subject(self) -> Subject: ...


Loaded = TypeVar("Loaded", bound=HasSubject)


@dataclass(frozen=True, slots=True)
class Access:
    """What a route declared: an action, or (action None) who may come and why."""

    action: Action | None
    why: str


def public(why: str) -> Callable[[View], View]:
    """Anyone may come; `why` says why that is safe."""

    def declare(view: View) -> View:
        view.access = Access(None, f"public: {why}")  # type: ignore[attr-defined]
        return view

    return declare


def signed_in(view: Callable[..., ResponseReturnValue]) -> View:
    """Anyone who is signed in may come: the page shows only what is theirs."""

    @functools.wraps(view)
    def guarded(**path: Any) -> ResponseReturnValue:
        identity.must_be_signed_in()
        return view(**path)

    guarded.access = Access(None, "signed in")  # type: ignore[attr-defined]
    return guarded


def half_signed_in(view: Callable[..., ResponseReturnValue]) -> View:
    """For the second factor's pages: a password has been given, perhaps no code yet."""

    @functools.wraps(view)
    def guarded(**path: Any) -> ResponseReturnValue:
        signed: SignedIn | None = identity.who()
        if signed is None:
            raise identity.SignInNeeded
        return view(signed, **path)

    guarded.access = Access(None, "password given")  # type: ignore[attr-defined]
    return guarded


def allows(action: Action, load: Callable[..., Loaded | None]) -> Callable[[View], View]:
    """Only those whom the policy lets do `action` to what `load` finds.

    `load` takes the parts of the address that it names; the view gets what was found, then the
    other parts. Strangers to the subject are told "not found", others "not allowed".
    """
    wanted = set(inspect.signature(load).parameters)

    def declare(view: View) -> View:
        @functools.wraps(view)
        def guarded(**path: Any) -> ResponseReturnValue:
            actor = identity.actor()
            found = load(**{name: path[name] for name in wanted})
            if found is None:
                raise NotFound
            guard(actor, action, found.subject)
            rest = {name: value for name, value in path.items() if name not in wanted}
            return view(found, **rest)

        guarded.access = Access(action, action.value)  # type: ignore[attr-defined]
        return guarded

    return declare


def guard(actor: Actor, action: Action, subject: Subject) -> None:
    """Let pass, or raise NotAllowed (they may know of it) or NotFound (they may not)."""
    if may(actor, action, subject):
        return
    raise NotAllowed if sees_any(actor, subject) else NotFound
