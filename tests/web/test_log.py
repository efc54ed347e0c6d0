"""What the log says of a fault of ours: a reference to quote, and nothing that anybody typed."""

import re

import pytest
from flask import Flask

from s11.app import create_app
from s11.config import Config, Environment
from s11.web.access import public


@pytest.fixture
def failing(config: Config, capsys: pytest.CaptureFixture[str]) -> Flask:
    """An app as it runs for people, with a page that fails over what was typed."""
    app = create_app(Config(**{**config.__dict__, "environment": Environment.DEVELOPMENT}))

    @app.get("/fails")
    @public("only in this test")
    def fails() -> str:
        typed = "what a lead typed about supervision"
        raise RuntimeError(len(typed))

    return app


def test_a_fault_is_logged_with_the_reference_that_the_page_shows(
    failing: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = failing.test_client().get("/fails")
    assert answer.status_code == 500
    reference = re.search(r"<strong>([0-9A-F]{8})</strong>", answer.text)
    assert reference
    logged = capsys.readouterr().err
    assert reference[1] in logged
    assert "RuntimeError" in logged


def test_no_variable_of_a_failing_page_reaches_the_log(
    failing: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    failing.test_client().get("/fails")
    captured = capsys.readouterr()
    assert "RuntimeError" in captured.err
    assert "about supervision" not in captured.err + captured.out
