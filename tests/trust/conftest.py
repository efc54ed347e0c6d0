"""The small world of the rules, for what must hold on every address of the application."""

from tests.rules.conftest import world as world
