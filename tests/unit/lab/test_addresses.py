"""Free loopback addresses."""

import socket

import pytest

from callcenter_cti.lab import addresses
from callcenter_cti.lab.addresses import AMI_PORT, SIP_PORT, free_addresses, is_free
from callcenter_cti.lab.errors import LabError


def test_addresses_differ_and_are_loopback() -> None:
    """Each instance gets one of its own."""
    found = free_addresses(5)

    assert len(set(found)) == 5
    assert all(address.startswith("127.") for address in found)


@pytest.mark.parametrize(
    ("kind", "port"),
    [
        (socket.SOCK_DGRAM, SIP_PORT),
        (socket.SOCK_STREAM, SIP_PORT),
        (socket.SOCK_STREAM, AMI_PORT),
    ],
)
def test_an_address_with_a_taken_port_is_not_free(kind: socket.SocketKind, port: int) -> None:
    """SIP over either transport and AMI all count."""
    (address,) = free_addresses(1)
    with socket.socket(socket.AF_INET, kind) as other:
        other.bind((address, port))

        assert not is_free(address)


def test_no_free_address_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    """When something listens on all addresses the sentence says what to do."""
    monkeypatch.setattr(addresses, "is_free", lambda _: False)

    with pytest.raises(LabError, match="stop it or bind it elsewhere"):
        free_addresses(1)
