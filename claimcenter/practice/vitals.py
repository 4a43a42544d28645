"""What keeps an installation alive: schedule, broker, workers, audit chain, migrations, disk, clock, backups."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import redis
from django.conf import settings
from django.db import connection
from django.utils import timezone
from redis.backoff import NoBackoff
from redis.retry import Retry

from claimcenter.practice import selectors
from claimcenter.practice.models import Heartbeat
from claimcenter.practice.probes import pending_migrations
from claimcenter.practice.status import Light, Line, ago, counted

SLOW, DEAD = timedelta(seconds=45), timedelta(seconds=90)
"""A sign of life comes every 15 seconds: three missed are a reason to look, six to act."""

BROKER_SECONDS = 0.1
"""How long the page waits for a broker to connect, and again to answer: a hung one must not hang the page."""

VERIFIED_WITHIN = timedelta(hours=36)
CLOCK_OFF, CLOCK_WRONG = timedelta(seconds=2), timedelta(seconds=30)
GIB = 1024**3
BACKUP_WITHIN = timedelta(hours=24)
"""What a day's work is worth: no more than that may be lost (45 CFR 164.308(a)(7), contingency plan)."""

_RESTART = "manage.py up restarts it by itself; else start the service again and read its log."


def processes(now: datetime) -> Iterator[Line]:
    """Beat, broker and workers. Where one cannot be asked because another is away, only that other one is red."""
    beats = selectors.heartbeats()
    schedule = schedule_line(beats.get("beat"), now)
    broker = broker_line(settings.CELERY_BROKER_URL)
    unasked = next((line.title.lower() for line in (broker, schedule) if line.light == Light.RED), "")
    yield schedule
    yield broker
    yield worker_line(beats.get("worker"), now, unasked=unasked)


def schedule_line(seen: Heartbeat | None, now: datetime) -> Line:
    todo = f"Exactly one beat process has to run (celery -A claimcenter beat). {_RESTART}"
    return _life("schedule", "Schedule (beat)", seen, now, todo)


def worker_line(seen: Heartbeat | None, now: datetime, *, unasked: str) -> Line:
    """`unasked`: what keeps the workers from being asked for a sign of life; then their silence says nothing."""
    line = _life("worker", "Workers", seen, now, f"No worker takes tasks (celery -A claimcenter worker). {_RESTART}")
    if line.light == Light.GREEN or not unasked:
        return line
    text = f"{line.text} They cannot be asked now: see {unasked}."
    return Line("worker", "Workers", Light.AMBER, text, "Mend that first; then this line tells again.")


def _life(key: str, title: str, seen: Heartbeat | None, now: datetime, todo: str) -> Line:
    if seen is None:
        return Line(key, title, Light.RED, "No sign of life so far. The first comes within 15 s of its start.", todo)
    light = Light.GREEN if now - seen.at <= SLOW else Light.AMBER if now - seen.at <= DEAD else Light.RED
    return Line(key, title, light, f"Last sign of life {ago(seen.at, now)} ago.", "" if light == Light.GREEN else todo)


def broker_line(url: str) -> Line:
    """Whether Redis answers, in bounded time; nothing but speed depends on it."""
    title = "Message broker"
    if not url.startswith(("redis://", "rediss://", "unix://")):
        text = "No Redis is set, so messages do not leave their process; the schedule does the work, later."
        return Line("broker", title, Light.AMBER, text, "Set REDIS_URL.")
    try:
        with redis.Redis.from_url(
            url,
            socket_timeout=BROKER_SECONDS,
            socket_connect_timeout=BROKER_SECONDS,
            retry=Retry(NoBackoff(), 0),
            protocol=2,
        ) as client:
            waiting = int(client.llen("celery"))
    except redis.RedisError as error:
        text = f"No answer ({type(error).__name__}). Claims are completed all the same; what follows comes later."
        todo = "Start Redis again, or see why it hangs (memory, disk). Workers and beat find it by themselves."
        return Line("broker", title, Light.RED, text, todo)
    return Line("broker", title, Light.GREEN, f"Answers. {counted(waiting, 'message waits', 'messages wait')}.")


def audit_chain(now: datetime) -> Iterator[Line]:
    """Sealed every 15 seconds, checked once a day."""
    beats = selectors.heartbeats()
    yield _sealed(beats.get("audit-seal"), now)
    yield _verified(beats.get("audit-verify"), now)


def _sealed(seen: Heartbeat | None, now: datetime) -> Line:
    line = _life("audit-seal", "Audit trail sealed", seen, now, "Rows are kept and wait to be sealed. See the workers.")
    return line if line.light == Light.GREEN else Line(line.key, line.title, Light.AMBER, line.text, line.todo)


def _verified(seen: Heartbeat | None, now: datetime) -> Line:
    key, title, todo = "audit-verify", "Audit trail checked", "Run manage.py audit_verify; it names the row."
    if seen is None:
        return Line(key, title, Light.AMBER, "Not checked so far. The first check comes by itself.", todo)
    when = f"{ago(seen.at, now)} ago"
    if broken := seen.detail.get("broken"):
        text = f"{counted(broken, 'chain does', 'chains do')} not hold: a row was altered, deleted or put in ({when})."
        return Line(key, title, Light.RED, text, f"{todo} Keep the database as it is and find out who did it.")
    light = Light.GREEN if now - seen.at <= VERIFIED_WITHIN else Light.AMBER
    return Line(key, title, light, f"Whole when it was checked {when}.", "" if light == Light.GREEN else todo)


def schema(now: datetime) -> Iterator[Line]:
    """Whether the database is that of this code."""
    pending = pending_migrations()
    if not pending:
        yield Line("migrations", "Database schema", Light.GREEN, "Every migration is applied.")
        return
    text = f"{counted(len(pending), 'migration is', 'migrations are')} not applied, {pending[0]} first."
    todo = "Run manage.py migrate (manage.py up does it at its start)."
    yield Line("migrations", "Database schema", Light.RED, text, todo)


def disk(now: datetime) -> Iterator[Line]:
    """Room in the data folder's file system."""
    usage = shutil.disk_usage(settings.DATA_DIR)
    part = usage.free / usage.total
    light = Light.GREEN
    if usage.free < 5 * GIB or part < 0.1:
        light = Light.AMBER
    if usage.free < GIB or part < 0.03:
        light = Light.RED
    todo = "" if light == Light.GREEN else "Make room before files can no longer be kept: uploads fail first."
    yield Line("disk", "Disk", light, f"{usage.free / GIB:,.1f} GiB free, {part:.0%} of it.", todo)


def clock(now: datetime) -> Iterator[Line]:
    """The clock of this machine against the database's."""
    with connection.cursor() as cursor:
        asked = timezone.now()
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
    skew = max(asked - theirs, theirs - timezone.now(), timedelta())
    light = Light.GREEN if skew <= CLOCK_OFF else Light.AMBER if skew <= CLOCK_WRONG else Light.RED
    text = f"{skew.total_seconds():.1f} s between this server and the database."
    todo = "" if light == Light.GREEN else "Set both clocks by a time server: deadlines and the audit trail need them."
    yield Line("clock", "Clock", light, text, todo)


def backup(now: datetime) -> Iterator[Line]:
    """How old the last backup is, by the file that each one writes or touches (CLAIMCENTER_BACKUP_MARKER)."""
    marker = settings.CLAIMCENTER_BACKUP_MARKER
    if marker:
        yield _backup_line(_touched(Path(marker)), now)
    elif settings.PRACTICE_MODE:
        yield Line("backup", "Backup", Light.GREEN, "Not watched: practice mode holds invented data only.")
    else:
        todo = "Set CLAIMCENTER_BACKUP_MARKER to a file that every backup writes or touches."
        yield Line("backup", "Backup", Light.AMBER, "Not watched: nobody would notice here if it stopped.", todo)


def _backup_line(at: datetime | None, now: datetime) -> Line:
    todo = "Run the backup now and see why it did not run by itself."
    if at is None:
        return Line("backup", "Backup", Light.RED, "The file that each backup writes is not there.", todo)
    light = Light.GREEN if now - at <= BACKUP_WITHIN else Light.RED
    return Line("backup", "Backup", light, f"The last one is {ago(at, now)} old.", "" if light == Light.GREEN else todo)


def _touched(marker: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(marker.stat().st_mtime, UTC)
    except OSError:
        return None
