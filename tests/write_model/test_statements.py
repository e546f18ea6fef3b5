"""Statements are compiled once and take their values by name."""

import pytest
from sqlalchemy import bindparam, insert, select
from sqlalchemy.schema import CreateTable

from app.write_model.statements import Statement
from app.write_model.tables import meta


def test_a_statement_orders_its_values_by_name() -> None:
    statement = Statement(insert(meta))
    assert statement.sql == "INSERT INTO meta (name, value) VALUES (?, ?)"
    assert statement.arguments({"value": "b", "name": "a"}) == ["a", "b"]
    with pytest.raises(KeyError):
        statement.arguments({"name": "a"})


def test_a_constant_of_the_statement_needs_no_value() -> None:
    statement = Statement(select(meta.c.value).where(meta.c.name == "fixed", meta.c.value == bindparam("given")))
    assert statement.arguments({"given": "b"}) == ["fixed", "b"]


def test_what_is_no_statement_on_rows_is_a_mistake() -> None:
    with pytest.raises(TypeError):
        _ = Statement(CreateTable(meta)).sql
