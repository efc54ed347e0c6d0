"""Every route: who may come is said, addresses are one thing's only, forms are guarded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from s11.app import csrf
from s11.web.access import Access
from tests.rules.expectations import WITHOUT_TOKEN
from tests.rules.world import World


def test_every_route_declares_its_access_once(world: World) -> None:
    wrong = []
    for rule, _ in world.rules:
        view = world.app.view_functions[rule.endpoint]
        declared = getattr(view, "access", None)
        if rule.endpoint != "static" and not isinstance(declared, Access):
            wrong.append(f"{rule.endpoint} declares nothing")
        inner = getattr(view, "__wrapped__", None)
        if inner is not None and hasattr(inner, "access"):
            wrong.append(f"{rule.endpoint} declares twice")
        if isinstance(declared, Access) and not declared.why:
            wrong.append(f"{rule.endpoint} does not say why")
    assert not wrong, "\n".join(wrong)


def test_no_two_routes_share_an_address(world: World) -> None:
    shapes = Counter(
        ("".join("<>" if is_dynamic else part for is_dynamic, part in rule._trace), method)
        for rule, method in world.rules
    )
    assert [shape for shape, times in shapes.items() if times > 1] == []


def _is_exempt(view: Callable[..., Any]) -> bool:
    return f"{view.__module__}.{view.__name__}" in csrf._exempt_views


def test_no_form_is_let_off_its_token(world: World) -> None:
    exempt = {view.__name__ for view in world.app.view_functions.values() if _is_exempt(view)}
    assert exempt == {endpoint.partition(".")[2] for endpoint in WITHOUT_TOKEN}
    assert csrf._exempt_blueprints == set()
    assert world.app.config["WTF_CSRF_ENABLED"] is True
    assert world.app.config["WTF_CSRF_CHECK_DEFAULT"] is True


def test_nothing_changes_by_following_a_link(world: World) -> None:
    """But on the front page of a review: that it was looked at is noted, for its reader alone."""
    before = world.changes
    for rule, method in world.rules:
        if method == "GET" and rule.endpoint != "panel.review":
            for who in ("an officer", "a lead", "a signatory"):
                world.client(who).get(world.path(rule), buffered=True)
    assert world.changes == before
