"""Ties the metrics that bank and records keep by themselves to their totals."""

from callcenter_cti.bank.opening import CardSystem
from callcenter_cti.metrics.catalogue import Catalogue
from callcenter_cti.records.database import Records


def count_outside(catalogue: Catalogue, cards: CardSystem, records: Records) -> None:
    """Have them read at each scrape."""
    catalogue.records_spilled.read = lambda: records.interactions.spilled
    catalogue.journal_written.read = lambda: records.journal.written
    catalogue.journal_lost.read = lambda: records.journal.lost
    catalogue.journal_gaps.read = lambda: records.journal.gaps
    if (link := cards.link) is not None:
        catalogue.bank_breaker.read = lambda: link.breaker
        catalogue.bank_breaker_trips.read = lambda: link.breaker_trips
