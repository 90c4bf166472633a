"""`archiver schedule`: crawl sites again and again, each due time once."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from click.core import ParameterSource

from archiver.errors import UsageError
from archiver.jobs.plan import add_schedule, plan, remove_schedule
from archiver.jobs.rhythm import next_due
from archiver.jobs.schedule import Scheduler, rhythm_of
from archiver.jobs.schedule_units import cron_line, systemd_units
from archiver.jobs.stopping import stop_on_signals
from archiver.layout import OUTPUT
from archiver.sites.catalog import find_profile
from archiver.store.schedule_db import Run, Schedule

_NOTHING = 'Nothing is scheduled; add a site with: archiver schedule add SITE --cron "0 22 * * *"'
_EXIT_CODES = {"done": 0, "expectations broken": 1, "failed": 3, "interrupted": 3}


@click.group()
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=OUTPUT,
    show_default=True,
    help="The folder of all archives; the calendar stands in it.",
)
@click.pass_context
def schedule(context: click.Context, output: Path) -> None:
    """Crawl sites again and again: each due time once, missed ones caught up by one run.

    \b
    Example: archiver schedule add dang-bo-khoi --start http://portal.example/ --cron "0 22 * * 1"
             archiver schedule run
    """
    named = context.get_parameter_source("output") is ParameterSource.COMMANDLINE
    if named and context.invoked_subcommand != "add" and not output.is_dir():
        raise UsageError(f"--output {output}: there is no such folder; give the one that holds the archives.")
    context.obj = output


@schedule.command()
@click.argument("site")
@click.option("--cron", metavar="EXPRESSION", help="Minute, hour, day, month, weekday (1 = Monday), in the time zone.")
@click.option("--every", metavar="SPAN", help="30m, 6h, 2d or 1w; the first time is one span from now.")
@click.option("--tz", "timezone", metavar="ZONE", help="Time zone, as Asia/Ho_Chi_Minh (default: the site's).")
@click.option("--new", is_flag=True, help="Only what was never captured, as in archiver crawl --new.")
@click.option("--start", metavar="URL", help="Where the portal begins, if the profile does not say it.")
@click.option("--section", help="Only this section.")
@click.option("--name", help="What the schedule is called (default: the site's name).")
@click.pass_obj
def add(
    output: Path,
    site: str,
    cron: str | None,
    every: str | None,
    timezone: str | None,
    new: bool,
    start: str | None,
    section: str | None,
    name: str | None,
) -> None:
    """Put SITE (a shipped site or a PROFILE.toml) into the calendar.

    \b
    Example: archiver schedule add dang-bo-khoi --start http://portal.example/ --every 6h --new --name fresh
    """
    profile = find_profile(site)
    now = datetime.now(UTC)
    planned = plan(
        profile,
        site,
        now,
        cron=cron,
        every=every,
        timezone=timezone,
        name=name,
        only_new=new,
        start=start,
        section=section,
    )
    add_schedule(output, planned, has_start=profile.start is not None)
    moment = _both(next_due(rhythm_of(planned), now), planned.timezone)
    click.echo(f"{planned.name}: {_rhythm(planned)}; next due {moment}. Runs are started by: archiver schedule run")


@schedule.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def list_(output: Path, as_json: bool) -> None:
    """Show each schedule, when it is due next, and how its last run ended.

    \b
    Example: archiver schedule list --json
    """
    scheduler, now = Scheduler(output), datetime.now(UTC)
    last = {run.schedule_id: run for run in scheduler.history()}
    rows = [(one, scheduler.next_due(one, now), last.get(one.id)) for one in scheduler.schedules()]
    if as_json:
        facts = [asdict(one) | {"next_due": moment, "last_run": run and asdict(run)} for one, moment, run in rows]
        click.echo(_json(facts))
        return
    for one, moment, run in rows:
        click.echo(f"{one.name}: {_rhythm(one)}\n  next due  {_both(moment, one.timezone)}")
        click.echo(f"  last run  {_told(run)}" if run else "  last run  none yet")
        if run and run.due_at > now:
            click.echo(
                "  that run's due time is still to come: the clock was ahead then; until it comes, the others are due as ever"
            )
    if not rows:
        click.echo(_NOTHING)


@schedule.command()
@click.argument("name")
@click.pass_obj
def remove(output: Path, name: str) -> None:
    """Take a schedule out; its history stays, and a run that goes on is left to finish.

    \b
    Example: archiver schedule remove fresh
    """
    remove_schedule(output, name, datetime.now(UTC))
    click.echo(f"{name}: taken out of the calendar.")


@schedule.command()
@click.option("--now", metavar="TIME", help="Look as if it were this time (ISO 8601 with its offset; without: UTC).")
@click.option("--keep-looking", is_flag=True, help="As long as something runs, start also what becomes due meanwhile.")
@click.pass_context
def tick(context: click.Context, now: str | None, keep_looking: bool) -> None:
    """Run what is due, and end; safe to call each minute. Exit code: that of the worst run.

    \b
    Example: archiver schedule tick
    """
    moment = _moment(now) if now else None
    scheduler = Scheduler(context.obj, report=click.echo)
    with stop_on_signals() as stop:
        scheduler.tick(lambda: moment or datetime.now(UTC), stop, keep_looking=keep_looking)
    _take_leave(scheduler)
    context.exit(max((_EXIT_CODES.get(run.outcome or "", 0) for run in scheduler.ended), default=0))


@schedule.command()
@click.pass_obj
def run(output: Path) -> None:
    """Stay, and run each schedule when it is due; stopped by ^C or SIGTERM, it leaves its runs to finish.

    \b
    Example: archiver schedule run
    """
    scheduler = Scheduler(output, report=click.echo)
    if not scheduler.schedules():
        click.echo(_NOTHING)
        return
    first = min((scheduler.next_due(one, datetime.now(UTC)), one.name) for one in scheduler.schedules())
    with stop_on_signals() as stop:
        click.echo(f"Waiting for {first[1]}, due {_utc(first[0])}. (Ctrl+C ends the waiting, and no crawl that runs.)")
        scheduler.run(lambda: datetime.now(UTC), stop)
    _take_leave(scheduler)


@schedule.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def history(output: Path, name: str | None, as_json: bool) -> None:
    """Show every run, the oldest first: when it was due, how it ended, and what it stood for.

    \b
    Example: archiver schedule history dang-bo-khoi
    """
    scheduler = Scheduler(output)
    runs = scheduler.history(name)
    if name is not None and not runs and all(name != one.name for one in scheduler.schedules()):
        raise UsageError(f"No schedule is or was named {name!r}; see: archiver schedule list")
    if as_json:
        click.echo(_json([asdict(one) for one in runs]))
        return
    for one in runs:
        click.echo(f"{one.name}: {_told(one)}")
        if one.detail and one.outcome != "done":
            click.echo(f"  {one.detail.splitlines()[-1]}")
    if not runs:
        click.echo("No run yet." if scheduler.schedules() else _NOTHING)


@schedule.command()
@click.pass_obj
def systemd(output: Path) -> None:
    """Print a systemd service and its timer, which call tick each minute.

    \b
    Example: archiver schedule systemd
    """
    click.echo(systemd_units(output, Path.cwd()), nl=False)


@schedule.command(name="cron-line")
@click.pass_obj
def cron_line_(output: Path) -> None:
    """Print a line for crontab -e that calls tick each minute.

    \b
    Example: (crontab -l; archiver schedule cron-line) | crontab -
    """
    click.echo(cron_line(output, Path.cwd()))


def _take_leave(scheduler: Scheduler) -> None:
    for one in scheduler.running():
        click.echo(f"{one.name}: left to finish (process {one.pid}); it will write its end into the history itself.")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--now {text!r} is no time; write it as in 2026-03-01T22:00:00+07:00.") from None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _rhythm(one: Schedule) -> str:
    when = f'cron "{one.cron}" in {one.timezone}' if one.cron else f"every {_span(one.every or timedelta())}"
    return f"{one.site}, {when}" + (", only what is new" if one.only_new else "")


def _span(span: timedelta) -> str:
    minutes = span // timedelta(minutes=1)
    found = next(
        ((size, unit) for size, unit in ((10080, "w"), (1440, "d"), (60, "h")) if minutes % size == 0), (1, "m")
    )
    return f"{minutes // found[0]}{found[1]}"


def _both(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M %Z} ({_utc(moment)})"


def _utc(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC" if moment else "-"


def _told(one: Run) -> str:
    told = f"due {_utc(one.due_at)}, started {_utc(one.started_at)}, finished {_utc(one.finished_at)}: "
    told += one.outcome or f"running (process {one.pid})"
    told += f" (exit code {one.exit_code})" if one.exit_code else ""
    told += ", second attempt" if one.attempt == 2 else ""
    return told + (f", stands for {one.missed} missed before it" if one.missed else "")


def _json(facts: Any) -> str:
    return json.dumps(facts, ensure_ascii=False, indent=1, default=_json_value)


def _json_value(value: object) -> object:
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else str(value)
