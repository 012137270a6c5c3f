"""Free loopback addresses: one per instance, so that many runs can use the default ports."""

import random
import socket

from callcenter_cti.lab.errors import LabError

SIP_PORT = 5060
AMI_PORT = 5038
_TRIES = 50


def free_addresses(count: int) -> list[str]:
    """Return different addresses of 127.0.0.0/8 on which SIP and AMI ports are free.

    Raises:
        LabError: something occupies these ports on every address.
    """
    chosen: list[str] = []
    for _ in range(_TRIES):
        address = _random_address()
        if address not in chosen and is_free(address):
            chosen.append(address)
        if len(chosen) == count:
            return chosen
    raise LabError(
        f"No loopback address has ports {SIP_PORT} and {AMI_PORT} free: a program on this "
        "machine listens there on all addresses (an Asterisk?); stop it or bind it elsewhere."
    )


def is_free(address: str) -> bool:
    """Return whether SIP (UDP and TCP) and AMI can be bound at an address."""
    wanted = (
        (socket.SOCK_DGRAM, SIP_PORT),
        (socket.SOCK_STREAM, SIP_PORT),
        (socket.SOCK_STREAM, AMI_PORT),
    )
    return all(_can_bind(kind, address, port) for kind, port in wanted)


def _can_bind(kind: socket.SocketKind, address: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        try:
            probe.bind((address, port))
        except OSError:
            return False
        return True


def _random_address() -> str:
    pick = random.SystemRandom()
    return f"127.{pick.randint(64, 127)}.{pick.randint(1, 254)}.{pick.randint(1, 254)}"
