"""How log lines look: one JSON object a line, or lines for people.

Never local variables, and nothing that a stranger sent over HTTP: both may be what a caller keyed.
"""

import logging
import sys
from collections.abc import Iterator
from typing import Final

import structlog
from structlog.typing import Processor

from callcenter_cti.config.settings_schema import Settings

_HTTP_SERVER: Final = "aiohttp.server"
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
    # No lower, whatever is asked for: at debug, database drivers write what they are handed.
    logging.basicConfig(level=max(level, logging.WARNING), stream=sys.stdout, format="%(message)s")
    logging.getLogger(_HTTP_SERVER).addFilter(_without_requests)


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


def _without_requests(record: logging.LogRecord) -> bool:
    """Take the traceback from a line about a request that is none: its text shows the bytes."""
    error = record.exc_info[1] if record.exc_info else None
    if error is not None and any(map(_is_http, _chain(error))):
        record.msg, record.args = f"{record.getMessage()} ({type(error).__name__})", ()
        record.exc_info = record.exc_text = None
    return True


def _is_http(error: BaseException) -> bool:
    return type(error).__module__.startswith("aiohttp.")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
