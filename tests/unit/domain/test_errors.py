"""Errors read as sentences and keep their facts."""

import pickle

import pytest

from callcenter_cti.domain import errors


def test_a_missing_peer_is_named_with_the_reason() -> None:
    """Ops read the text; code reads the attributes."""
    error = errors.PeerUnavailable("ami sydney", "no answer within 5 s")

    assert str(error) == "ami sydney is unavailable: no answer within 5 s"
    assert (error.peer, error.reason) == ("ami sydney", "no answer within 5 s")


def test_a_missing_peer_survives_pickling() -> None:
    """Workers in other processes raise it too."""
    error = pickle.loads(pickle.dumps(errors.PeerUnavailable("bank", "refused")))  # noqa: S301 - ours

    assert (type(error), error.peer, error.reason) == (errors.PeerUnavailable, "bank", "refused")


@pytest.mark.parametrize("name", ["ConfigError", "WireError", "PeerUnavailable", "RoutingError"])
def test_every_branch_hangs_on_one_root(name: str) -> None:
    """The edge of the program catches `CallcenterError`; its docstring shows the tree."""
    assert issubclass(getattr(errors, name), errors.CallcenterError)
    assert errors.__doc__ is not None
    assert name in errors.__doc__
