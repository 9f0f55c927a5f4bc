"""The application that a server such as uvicorn makes by itself."""

from __future__ import annotations

import logging

import pytest

from kg.web.factory import application


def test_an_empty_store_is_told_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Such a server fills no store, and would answer every question with nothing."""
    monkeypatch.setenv("KG_STORE", "memory:")
    with caplog.at_level(logging.WARNING, logger="uvicorn.error"):
        application()
    assert "The store memory: is empty: kg load fills it" in caplog.text
