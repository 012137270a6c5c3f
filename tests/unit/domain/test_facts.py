"""Facts are plain, frozen data, and each says when it happened."""

import dataclasses
import inspect
from datetime import datetime
from typing import Any, get_args, get_type_hints

import pytest

from callcenter_cti.domain import facts

KINDS: tuple[type[Any], ...] = get_args(facts.Fact)


def test_the_union_names_every_fact() -> None:
    """A listener that matches over `Fact` has seen all there is."""
    defined = {
        kind
        for _, kind in inspect.getmembers(facts, dataclasses.is_dataclass)
        if kind.__module__ == facts.__name__
    }

    assert set(KINDS) == defined


@pytest.mark.parametrize("kind", KINDS)
def test_a_fact_is_frozen_small_and_dated(kind: type[Any]) -> None:
    """It can be handed to many listeners, kept in any number, and ordered."""
    assert kind.__dataclass_params__.frozen
    assert "__slots__" in vars(kind)
    assert get_type_hints(kind)["at"] is datetime
