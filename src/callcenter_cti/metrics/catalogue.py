"""Every metric of the engine, once: name, help, labels, buckets. Counts nothing itself.

Names are ``callcenter_<thing>_<unit>``. Labels are ``site, queue, hotline, tier, flow, outcome,
state, reason, plan`` alone (and the version in the build information): their values are few and
known, never a number, a name or a channel.
"""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.gc_collector import GCCollector
from prometheus_client.process_collector import ProcessCollector

import callcenter_cti
from callcenter_cti.bank.circuit_breaker import BreakerState
from callcenter_cti.metrics.elsewhere import CountedElsewhere, StateElsewhere
from callcenter_cti.metrics.floor import FloorMetrics

WAIT_BUCKETS_S: Final = (1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1800)
"""Service levels are promised at 10, 20, 30 and 60 s: each is an edge, so that a service level is
exact and not interpolated."""
COMMAND_BUCKETS_S: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5)
STEP_BUCKETS_S: Final = (1, 2.5, 5, 10, 20, 40, 80)
POP_LEAD_BUCKETS_S: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)


class Catalogue:
    """All metrics, in a registry of their own."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Put every metric into the registry."""
        self.registry = registry
        self._add_calls(registry)
        self._add_flows(registry)
        self._add_agents(registry)
        self._add_asterisk(registry)
        self._add_bank(registry)
        self._add_journal(registry)
        self._add_rest(registry)
        self.floor = FloorMetrics(registry)

    def _add_calls(self, registry: CollectorRegistry) -> None:
        self.arrived = Counter(
            "callcenter_calls_arrived",
            "Calls that reached the engine.",
            ("site", "hotline"),
            registry=registry,
        )
        self.offered = Counter(
            "callcenter_calls_offered",
            "Calls that entered a queue; tier is unknown for a caller who was not identified.",
            ("site", "queue", "tier"),
            registry=registry,
        )
        self.answered = Counter(
            "callcenter_calls_answered",
            "Calls that an agent answered.",
            ("site", "queue"),
            registry=registry,
        )
        self.abandoned = Counter(
            "callcenter_calls_abandoned",
            "Calls whose caller left while waiting or while an agent's phone rang.",
            ("site", "queue"),
            registry=registry,
        )
        self.ended = Counter(
            "callcenter_calls_ended",
            "Calls that are over, by outcome: contained (served by the voice system), answered, "
            "abandoned, hung_up (left the voice system unserved), fallback (handed back to the "
            "dialplan), lost (vanished unseen).",
            ("site", "hotline", "outcome"),
            registry=registry,
        )
        self.wait = Histogram(
            "callcenter_wait_seconds",
            "Seconds from queue entry until answered or abandoned, ringing included.",
            ("site", "queue", "outcome"),
            buckets=WAIT_BUCKETS_S,
            registry=registry,
        )

    def _add_flows(self, registry: CollectorRegistry) -> None:
        self.flows_entered = Counter(
            "callcenter_flows_entered",
            "Times that a caller came to a self-service flow.",
            ("site", "flow"),
            registry=registry,
        )
        self.flows = Counter(
            "callcenter_flows",
            "Self-service flows by how they ended: done, person, hung_up, back (the caller went "
            "back to the menu), failed (the card system is down), or the obstacle.",
            ("site", "flow", "outcome"),
            registry=registry,
        )
        self.flow_calls = Counter(
            "callcenter_flow_calls",
            "Calls that are over, once for each self-service flow that their caller came to, by "
            "the call's outcome as in callcenter_calls_ended_total: contained and all others.",
            ("site", "flow", "outcome"),
            registry=registry,
        )
        self.flow_faults = Counter(
            "callcenter_flow_faults",
            "Faults of the engine that ended a flow (flow.failed in the log), by where the caller "
            "was; he heard an apology and went to the fallback.",
            ("site", "flow"),
            registry=registry,
        )
        self.steps_entered = Counter(
            "callcenter_flow_steps_entered",
            "Times that a caller came to a step, as flow.step; those that callers have not left "
            "yet are not in callcenter_flow_steps_total.",
            ("site", "flow"),
            registry=registry,
        )
        self.steps = Counter(
            "callcenter_flow_steps",
            "Questions and announcements of flows, as flow.step, by how the caller left them: "
            "done, person, no_input, no_match, hung_up, failed (the call broke).",
            ("site", "flow", "outcome"),
            registry=registry,
        )
        self.step_seconds = Histogram(
            "callcenter_flow_step_seconds",
            "Seconds that callers spend in a step of a flow, all tries of a question together.",
            ("flow",),
            buckets=STEP_BUCKETS_S,
            registry=registry,
        )

    def _add_agents(self, registry: CollectorRegistry) -> None:
        self.agents = Gauge(
            "callcenter_agents",
            "Agents by state, as far as they have been seen since the engine started.",
            ("site", "state"),
            registry=registry,
        )
        self.offers = Counter(
            "callcenter_offers",
            "Reservations of an agent for a call.",
            ("site", "queue"),
            registry=registry,
        )
        self.offers_died = Counter(
            "callcenter_offers_died",
            "Reservations that ended before the agent answered: ring_no_answer, agent_declined, "
            "device_unreachable, or withdrawn (the caller left, or routing took the call back).",
            ("queue", "reason"),
            registry=registry,
        )
        self.pops_shown = Counter(
            "callcenter_pops_shown",
            "Screen pops that a desktop acknowledged.",
            registry=registry,
        )
        self.pops_late = Counter(
            "callcenter_pops_late",
            "Screen pops that no desktop had acknowledged when the agent's phone began to ring.",
            registry=registry,
        )
        self.pop_before_ring = Histogram(
            "callcenter_pop_before_ring_seconds",
            "Seconds between a desktop's acknowledgement of the screen pop and the first ring.",
            buckets=POP_LEAD_BUCKETS_S,
            registry=registry,
        )

    def _add_asterisk(self, registry: CollectorRegistry) -> None:
        self.agi_command = Histogram(
            "callcenter_agi_command_seconds",
            "Seconds until Asterisk answered an AGI command, without those that play or wait.",
            buckets=COMMAND_BUCKETS_S,
            registry=registry,
        )
        self.agi_sessions = Gauge(
            "callcenter_agi_sessions",
            "AGI sessions that are open.",
            registry=registry,
        )
        """Read from the server at each scrape: `app.py` calls `set_function`."""
        self.agi_refused = CountedElsewhere(
            "callcenter_agi_sessions_refused",
            "AGI connections that were closed at once because too many were open.",
            registry=registry,
        )
        self.agi_broken = CountedElsewhere(
            "callcenter_agi_sessions_broken",
            "AGI sessions that ended because the peer broke the protocol or was too late.",
            registry=registry,
        )
        self.agi_failed = CountedElsewhere(
            "callcenter_agi_sessions_failed",
            "AGI sessions that a fault of the engine ended.",
            registry=registry,
        )
        self.recordings_stopped = CountedElsewhere(
            "callcenter_recordings_stopped",
            "Times that a call's recording was stopped because it could not be muted for a "
            "secret.",
            registry=registry,
        )
        self.ami_link_up = Gauge(
            "callcenter_ami_link_up",
            "1 while the AMI link to a site is up, 0 while it is down.",
            ("site",),
            registry=registry,
        )

    def _add_bank(self, registry: CollectorRegistry) -> None:
        self.bank_breaker = StateElsewhere(
            "callcenter_bank_breaker",
            "Circuit breaker of a bank over HTTP, 1 for the state that it is in: closed (the bank "
            "is asked), open (it is left alone after many failures), half_open (the next try "
            "decides). All 0 for the demo bank inside, which has none.",
            states=tuple(BreakerState),
            registry=registry,
        )
        self.bank_breaker_trips = CountedElsewhere(
            "callcenter_bank_breaker_trips",
            "Times that the circuit breaker opened, again after a failed try included.",
            registry=registry,
        )

    def _add_journal(self, registry: CollectorRegistry) -> None:
        self.journal_written = CountedElsewhere(
            "callcenter_journal_written",
            "Inputs of the router that were written to its journal.",
            registry=registry,
        )
        self.journal_lost = CountedElsewhere(
            "callcenter_journal_lost",
            "Inputs of the router that its journal lacks because the database took none.",
            registry=registry,
        )
        self.journal_gaps = CountedElsewhere(
            "callcenter_journal_gaps",
            "Times that this began (journal.gap in the log); a replay goes on after each.",
            registry=registry,
        )
        self.advice = Counter(
            "callcenter_advice",
            "Rounds of the router's adviser by outcome: taken, none (nobody calls or serves, or "
            "there is no solution), late, failed. Without advice the router decides by itself.",
            ("outcome",),
            registry=registry,
        )

    def _add_rest(self, registry: CollectorRegistry) -> None:
        self.records_spilled = CountedElsewhere(
            "callcenter_records_spilled",
            "Call records that went to the log because the database took none for too long.",
            registry=registry,
        )
        self.webhooks = Counter(
            "callcenter_webhook_deliveries",
            "Webhook deliveries by outcome: delivered, late (deadline passed), failed (refused), "
            "cancelled (the offer died first), dropped (too many under way).",
            ("outcome",),
            registry=registry,
        )
        self.plan_on = Gauge(
            "callcenter_plan_on",
            "1 while a contingency plan is on, 0 once it was switched off.",
            ("plan",),
            registry=registry,
        )
        self.build_info = Gauge(
            "callcenter_build_info",
            "Always 1; the version is in the label.",
            ("version",),
            registry=registry,
        )
        self.build_info.labels(callcenter_cti.__version__).set(1)
        ProcessCollector(registry=registry)
        GCCollector(registry=registry)
