"""Earlier contacts of a customer, as the desktop shows them; and never waiting long for them."""

import asyncio
from typing import Final, Protocol

import structlog

from callcenter_cti.domain.identifiers import CustomerId
from callcenter_cti.records.contacts import Contact

_LIMIT: Final = 5
_LONGEST_S: Final = 5.0
"""A look-up is given up after this long."""

log = structlog.get_logger(__name__)


class Contacts(Protocol):
    """What is kept of earlier calls (adapter: `records.interactions.Interactions`)."""

    async def last_contacts(self, customer: CustomerId, limit: int) -> tuple[Contact, ...]:
        """Return the newest `limit` contacts of a customer, newest first."""
        ...


async def newest_contacts(
    contacts: Contacts, customer: CustomerId | None
) -> tuple[Contact, ...] | None:
    """Return the last contacts; None when they could not be had, which is logged."""
    if customer is None:
        return ()
    try:
        async with asyncio.timeout(_LONGEST_S):
            return await contacts.last_contacts(customer, _LIMIT)
    except Exception:
        # Whatever the store's trouble is, the agent still gets his pop, without history.
        log.warning("desktop.contacts_unavailable", exc_info=True)
        return None
