"""JSON logs, one line an event, with a request id and without PHI: no bodies, no query strings, no headers."""

import logging
import logging.config
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

Event = MutableMapping[str, Any]

# What a library may add to an event and must never reach a log.
DROPPED = ("user_agent", "ip", "task_args", "task_kwargs", "args", "kwargs", "headers", "cookies", "body", "params")


def without_particulars(_logger: Any, _name: str, event: Event) -> Event:
    """Drop what may carry PHI and cut the query string off the request line (searches hold names)."""
    for key in DROPPED:
        event.pop(key, None)
    request = event.get("request")
    if isinstance(request, str):
        event["request"] = request.split("?", 1)[0]
    return event


def without_message(_logger: Any, _name: str, event: Event) -> Event:
    """Replace an exception by its type and the lines of our code: its message may quote a row (`Key (name)=(...)`)."""
    info = event.pop("exc_info", None)
    error = info[1] if isinstance(info, tuple) else info
    if not isinstance(error, BaseException):
        return event
    event["exception"] = type(error).__qualname__
    event["where"] = _frames(error)
    return event


def _frames(error: BaseException, limit: int = 12) -> list[str]:
    frames = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return frames[-limit:]


class CurrentStderr(logging.Handler):
    """Writes to whatever stderr is at the moment (a test captures it, a daemon replaces it)."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record)
        except Exception:  # noqa: BLE001 - logging must not raise; the standard handler would print the record whole
            line = '{"event": "log_line_could_not_be_written", "level": "error"}'
        sys.stderr.write(f"{line}\n")


def _shared() -> list[Any]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
        resolved,
        without_particulars,
        without_message,
    ]


def resolved(_logger: Any, _name: str, event: Event) -> Event:
    """Take the current exception where `exc_info=True` was said, before the handler is left."""
    if event.get("exc_info") is True:
        event["exc_info"] = sys.exc_info()
    return event


def logging_settings(*, level: str, console: bool) -> None:
    """Configure structlog and the standard library to write the same lines to stderr."""
    shared = _shared()
    renderer = structlog.dev.ConsoleRenderer() if console else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": shared,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"event": formatter},
            "handlers": {"stderr": {"()": CurrentStderr, "formatter": "event"}},
            "root": {"handlers": ["stderr"], "level": level},
            "loggers": {
                # These print request lines with query strings, or SQL with values.
                "django.server": {"level": "CRITICAL", "propagate": False},
                "django.request": {"level": "CRITICAL", "propagate": False},
                "django.db.backends": {"level": "WARNING"},
                "celery": {"level": "WARNING"},
            },
        }
    )
