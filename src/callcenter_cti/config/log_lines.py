"""How log lines look: one JSON object a line, or lines for people. Never local variables."""

import logging
import sys

import structlog
from structlog.typing import Processor

from callcenter_cti.config.settings_schema import Settings

_LEVELS = logging.getLevelNamesMapping()


def configure_logging(settings: Settings) -> None:
    """Set structlog up for this process, and let the standard library's loggers go the same way.

    Tracebacks are printed without local variables: those may hold what a caller keyed.
    """
    level = _LEVELS[settings.log_level.upper()]
    structlog.configure(
        processors=_processors(settings.log_format),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stdout),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=max(level, logging.WARNING), stream=sys.stdout, format="%(message)s")


def _processors(log_format: str) -> list[Processor]:
    first: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if log_format == "console":
        plain = structlog.dev.plain_traceback
        return [*first, structlog.dev.ConsoleRenderer(exception_formatter=plain)]
    return [*first, structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
