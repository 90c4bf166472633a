"""Each due run happens once, whoever is killed meanwhile, and the history says so."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from waiting import until

from archiver.cli.schedule import schedule as schedule_command
from archiver.errors import UsageError
from archiver.jobs.plan import add_schedule, plan, remove_schedule
from archiver.jobs.schedule import Scheduler
from archiver.jobs.schedule_run import outcome_of
from archiver.jobs.schedule_units import cron_line, systemd_units
from archiver.jobs.stopping import Stop
from archiver.sites.catalog import find_profile
from archiver.store.schedule_db import Schedule, runs

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
CRAWLER = """
import pathlib, sys, time
folder, site, code = pathlib.Path(sys.argv[1]), sys.argv[3], int(sys.argv[2])
with (folder / "begun").open("a") as file: file.write(site + chr(10))
while (folder / "hold").exists(): time.sleep(0.05)
with (folder / "ended").open("a") as file: file.write(site + chr(10))
print("the crawl says", code)
sys.exit(code)
"""
TICK = """
import pathlib, sys
from datetime import datetime
from archiver.jobs.schedule import Scheduler
from archiver.jobs.stopping import stop_on_signals
with stop_on_signals() as stop:
    scheduler = Scheduler(pathlib.Path(sys.argv[1]), command=sys.argv[3:])
    scheduler.tick(lambda: datetime.fromisoformat(sys.argv[2]), stop)
"""


class Office:
    """An output folder with a calendar, and a stand-in for the crawl that notes when it begins and ends."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.output = folder / "output"

    def command(self, code: int = 0) -> list[str]:
        return [sys.executable, "-c", CRAWLER, str(self.folder), str(code)]

    def add(self, name: str, archive: str | None = None, every: timedelta = timedelta(days=1)) -> None:
        archive = archive or name
        one = Schedule(name=name, site=name, archive=archive, timezone="UTC", added_at=MONDAY, every=every)
        add_schedule(self.output, one, has_start=True)

    def tick(self, now: datetime, code: int = 0) -> None:
        stop = Stop()
        Scheduler(self.output, command=self.command(code)).tick(lambda: now, stop)
        stop.close()

    def tick_aside(self, now: datetime) -> subprocess.Popen[bytes]:
        """A tick in a process of its own, which can be killed."""
        return subprocess.Popen([sys.executable, "-c", TICK, str(self.output), now.isoformat(), *self.command()])

    def history(self) -> list[tuple[str, int, str | None, int, int]]:
        """Name, day of March, outcome, missed, attempt."""
        found = Scheduler(self.output).history()
        return [(run.name, run.due_at.day, run.outcome, run.missed, run.attempt) for run in found]

    def lines(self, what: str) -> list[str]:
        file = self.folder / what
        return file.read_text().split() if file.exists() else []

    def hold(self) -> None:
        (self.folder / "hold").touch()

    def release(self) -> None:
        (self.folder / "hold").unlink()


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def day(number: int, hour: int = 1) -> datetime:
    return datetime(2026, 3, number, hour, tzinfo=UTC)


def test_runs_each_due_time_once_and_catches_up_what_was_missed_by_one_run(office):
    office.add("a")
    office.add("b", every=timedelta(days=2))
    office.tick(day(2))
    assert office.history() == []
    office.tick(day(3))
    office.tick(day(3, 2))
    office.tick(day(6))
    assert office.history() == [("a", 3, "done", 0, 1), ("a", 6, "done", 2, 1), ("b", 6, "done", 1, 1)]
    assert sorted(office.lines("ended")) == ["a", "a", "b"]


def test_a_run_that_was_made_when_the_clock_was_ahead_silences_nothing(office):
    office.add("a")
    office.tick(day(3))
    office.tick(day(9))  # the clock is ahead
    for number in (4, 5, 9, 10):
        office.tick(day(number))
    assert office.history() == [
        ("a", 3, "done", 0, 1),
        ("a", 4, "done", 0, 1),
        ("a", 5, "done", 0, 1),
        ("a", 9, "done", 5, 1),
        ("a", 10, "done", 0, 1),
    ]
    assert len(office.lines("ended")) == 5
    scheduler = Scheduler(office.output)
    assert scheduler.next_due(scheduler.schedules()[0], day(6)) == day(6, 0)


def test_a_scheduler_that_is_killed_changes_nothing(office):
    office.add("a")
    office.add("b")
    office.hold()
    scheduler = office.tick_aside(day(5))
    until(lambda: len(office.lines("begun")) == 2)
    scheduler.kill()
    scheduler.wait()
    assert [row[2] for row in office.history()] == [None, None]  # they go on
    office.tick(day(5, 2))
    assert len(office.lines("begun")) == 2
    office.release()
    until(lambda: all(row[2] for row in office.history()))
    office.tick(day(5, 3))
    assert office.history() == [("a", 5, "done", 2, 1), ("b", 5, "done", 2, 1)]
    assert sorted(office.lines("begun")) == ["a", "b"]


def test_a_run_that_is_killed_is_made_again_once(office):
    office.add("a")
    office.hold()
    for attempt in (1, 2):
        scheduler = office.tick_aside(day(3, attempt))
        until(lambda attempt=attempt: len(office.lines("begun")) == attempt)
        scheduler.kill()
        scheduler.wait()
        (run,) = [run for run in Scheduler(office.output).history() if run.outcome is None]
        os.killpg(run.pid, signal.SIGKILL)
        until(lambda: office.history()[-1][2] is not None)
    office.release()
    office.tick(day(3, 3))
    assert office.history() == [("a", 3, "interrupted", 0, 1), ("a", 3, "interrupted", 0, 2)]
    office.tick(day(4))  # which stands for the day that was never finished
    assert office.history()[2:] == [("a", 4, "done", 1, 1)]


def test_a_run_whose_recorder_alone_is_killed_keeps_its_lock_until_the_crawl_ends(office):
    office.add("a")
    office.hold()
    scheduler = office.tick_aside(day(3))
    until(lambda: office.lines("begun"))
    scheduler.kill()
    scheduler.wait()
    (run,) = Scheduler(office.output).history()
    os.kill(run.pid, signal.SIGKILL)
    office.tick(day(3, 2))
    assert office.history() == [("a", 3, None, 0, 1)]
    office.release()
    until(lambda: office.history()[0][2] == "interrupted")


def test_a_due_time_that_comes_while_the_last_run_goes_on_is_skipped_once(office):
    office.add("a")
    office.hold()
    scheduler = office.tick_aside(day(3))
    until(lambda: office.lines("begun"))
    office.tick(day(4))
    office.tick(day(4, 2))
    office.release()
    scheduler.wait()
    office.tick(day(4, 3))
    assert office.history() == [("a", 3, "done", 0, 1), ("a", 4, "skipped: still running", 0, 1)]
    assert office.lines("begun") == ["a"]


def test_two_schedules_of_one_archive_wait_for_each_other(office):
    office.add("all", archive="site")
    office.add("fresh", archive="site")
    office.hold()
    scheduler = office.tick_aside(day(3))
    until(lambda: office.lines("begun"))
    office.tick(day(3, 2))
    assert office.lines("begun") == ["all"]
    office.release()
    scheduler.wait()
    assert office.history() == [("all", 3, "done", 0, 1), ("fresh", 3, "done", 0, 1)]


def test_asked_to_stop_the_scheduler_leaves_its_runs_to_finish(office):
    office.add("a")
    office.hold()
    scheduler = office.tick_aside(day(3))
    until(lambda: office.lines("begun"))
    scheduler.terminate()
    scheduler.wait(10)
    office.release()
    until(lambda: office.history() == [("a", 3, "done", 0, 1)])


def test_a_run_that_is_asked_to_stop_is_interrupted_and_goes_on_at_the_next_tick(office):
    office.add("a")
    office.hold()
    scheduler = office.tick_aside(day(3))
    until(lambda: office.lines("begun"))
    scheduler.terminate()
    scheduler.wait(10)
    os.kill(Scheduler(office.output).history()[0].pid, signal.SIGTERM)
    until(lambda: office.history() == [("a", 3, "interrupted", 0, 1)])
    office.release()
    office.tick(day(3, 2))
    assert office.history()[1:] == [("a", 3, "done", 0, 2)]


def test_many_ticks_at_once_make_one_run(office):
    office.add("a")
    for process in [office.tick_aside(day(3)) for _ in range(4)]:
        assert process.wait(30) == 0
    until(lambda: office.history() == [("a", 3, "done", 0, 1)])
    assert office.lines("begun") == ["a"]


def test_what_a_failed_run_said_is_kept(office):
    office.add("a")
    office.tick(day(3), code=3)
    (run,) = Scheduler(office.output).history()
    assert (run.outcome, run.exit_code, run.detail) == ("failed", 3, "the crawl says 3")


def test_a_crawl_that_breaks_down_has_failed_and_broke_no_expectation(office, monkeypatch):
    (office.folder / "scrapy.py").write_text("raise ImportError('is not installed here')", encoding="utf-8")
    monkeypatch.chdir(office.folder)  # from where Python takes it first
    office.add("a")
    stop = Stop()
    Scheduler(office.output).tick(lambda: day(3), stop)
    stop.close()
    (run,) = Scheduler(office.output).history()
    assert (run.outcome, run.exit_code) == ("failed", 3)
    assert run.detail.endswith("ImportError: is not installed here")


def test_a_command_that_cannot_be_started_is_a_failed_run(office):
    office.add("a")
    stop = Stop()
    Scheduler(office.output, command=["/nowhere/at-all"]).tick(lambda: day(3), stop)
    stop.close()
    (run,) = Scheduler(office.output).history()
    assert run.outcome == "failed"
    assert "could not be started" in run.detail


@pytest.mark.parametrize(
    ("code", "asked", "outcome"),
    [
        (0, True, "done"),
        (1, False, "expectations broken"),
        (2, False, "failed"),
        (3, False, "failed"),
        (3, True, "interrupted"),
        (-9, False, "interrupted"),
        (143, False, "interrupted"),
    ],
)
def test_an_exit_code_has_a_meaning(code, asked, outcome):
    assert outcome_of(code, asked_to_stop=asked) == outcome


def test_a_schedule_that_was_taken_out_leaves_its_history_and_its_name(office):
    office.add("a")
    office.tick(day(3))
    remove_schedule(office.output, "a", day(3, 2))
    office.tick(day(5))
    assert office.history() == [("a", 3, "done", 0, 1)]
    office.add("a")
    with pytest.raises(UsageError, match="there already"):
        office.add("a")
    with pytest.raises(UsageError, match="there is a"):
        remove_schedule(office.output, "b", day(3))
    assert len(runs(Scheduler(office.output)._db)) == 1


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ({}, "Say when"),
        ({"cron": "0 1 * * *", "every": "6h"}, "Say when"),
        ({"every": "6h", "timezone": "Mars"}, "Time zone"),
        ({"every": "6h", "name": "../x"}, "--name"),
        ({"every": "6h", "start": "portal.example"}, "--start"),
        ({"every": "6h", "section": "no-such"}, "--section"),
    ],
)
def test_a_plan_that_cannot_be_meant_is_refused(words, complaint):
    with pytest.raises(UsageError, match=complaint):
        plan(find_profile("dang-bo-khoi"), "dang-bo-khoi", MONDAY, **words)


def test_the_command_line_adds_lists_and_tells_the_next_due_time_in_both_zones(office):
    def call(*words: str) -> str:
        result = CliRunner().invoke(schedule_command, ["--output", str(office.output), *words])
        assert result.exit_code == 0, result.output
        return result.output

    office.output.mkdir(exist_ok=True)
    assert "schedule add SITE" in call("list")
    call("add", "dang-bo-khoi", "--start", "http://portal.example/", "--cron", "0 22 * * 1", "--new")
    assert "22:00 +07" in call("list")
    assert "15:00:00 UTC" in call("list")
    (listed,) = json.loads(call("list", "--json"))
    assert (listed["archive"], listed["timezone"], listed["only_new"]) == ("dang-bo-khoi", "Asia/Ho_Chi_Minh", True)
    assert json.loads(call("history", "--json")) == []
    assert call("tick") == ""  # cron would post anything that is said
    call("remove", "dang-bo-khoi")
    assert "schedule add SITE" in call("run")


def test_units_and_cron_lines_stand_on_absolute_paths():
    folder = Path("/srv/my 100% archive")
    assert 'schedule --output "/srv/my 100%% archive/output" tick' in systemd_units(Path("output"), folder)
    assert "cd '/srv/my 100\\% archive' && " in cron_line(Path("output"), folder)


def test_the_loop_starts_what_is_due_and_ends_when_it_is_asked_to(office):
    office.add("a")
    stop, said = Stop(), []

    def hear(line: str) -> None:
        said.append(line)
        if line == "a: done":
            stop.ask()

    Scheduler(office.output, command=office.command(), report=hear).run(lambda: day(3), stop)
    stop.close()
    assert said == ["a: started (due 2026-03-03 00:00 UTC)", "a: done"]
