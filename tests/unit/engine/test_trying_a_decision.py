"""A decision that is still being written is tried on one row: its value, and the rules that matched on the way."""

from pathlib import Path

import pytest

import engine

TABLE = Path(__file__).parents[3] / "processes" / "customer_engineering" / "dmn" / "contract_route.dmn"
FILES = {"dmn/contract_route.dmn": TABLE.read_bytes()}
ROW = {"risk_terms": [], "penalty_cap": 25, "advance_percent": 30, "warranty_months": 12}


def test_the_value_comes_with_the_rules_that_matched() -> None:
    trial = engine.try_decision(FILES, "contract_risk", ROW)

    assert trial.value == "high"
    assert trial.hits == {"contract_risk_table": [3, 7]}


def test_it_says_which_names_it_reads() -> None:
    assert engine.decision_inputs(FILES, "contract_risk") == sorted(ROW)


def test_the_tables_it_requires_tell_their_rules_too() -> None:
    names = engine.decision_inputs(FILES, "contract_route")

    trial = engine.try_decision(FILES, "contract_route", {**dict.fromkeys(names), **ROW, "offer_amount": {"amount_minor": 1, "currency": "CNY"}})

    assert {"contract_risk_table", "contract_route_table"} <= set(trial.hits)


def test_a_name_nobody_drew_is_refused() -> None:
    with pytest.raises(engine.NoSuchDecision):
        engine.try_decision(FILES, "no_such_table", {})


def test_a_file_that_cannot_be_run_is_refused_with_its_reasons() -> None:
    broken = TABLE.read_bytes().replace(b"count(risk_terms)", b"count(risk_terms")

    with pytest.raises(engine.Refused) as refused:
        engine.try_decision({"dmn/broken.dmn": broken}, "contract_risk", {})

    assert refused.value.findings
