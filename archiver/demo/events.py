"""The calendar: nine events, and months without end on both sides of them."""

from __future__ import annotations

from datetime import date, timedelta

from archiver.demo.frame import Content
from archiver.demo.layouts import text
from archiver.demo.pages import missing_page
from archiver.demo.skin import skin_of
from archiver.demo.words import Writer, chance
from archiver.demo.world import World

CALENDAR = "/Lists/Lich/calendar.aspx"
EVENTS = 9
_TODAY = date(2010, 8, 1)


def _event(world: World, number: int) -> tuple[date, str]:
    dice = chance(world.seed, "event", number)
    return _TODAY + timedelta(days=number * 9 + dice.randrange(5)), Writer(dice).fill("{meeting} của {unit}")


def calendar_page(world: World, query: dict[str, str]) -> Content:
    """One month, with links to the one before and the one after, whatever month it is."""
    try:
        day = date.fromisoformat(query.get("calendardate", "")).replace(day=1)
    except ValueError:
        day = _TODAY
    before = (day - timedelta(days=1)).replace(day=1) if day.year > 1 else day
    after = (day + timedelta(days=32)).replace(day=1) if day.year < 9999 else day
    events = [(number, *_event(world, number)) for number in range(1, EVENTS + 1)]
    rows = "".join(
        f'<TR><TD class="ms-cal-tday">{when:%d/%m/%Y}</TD><TD><A href="/Lists/Lich/DispForm.aspx?ID={number}">{text(title)}</A></TD></TR>'
        for number, when, title in events
        if (when.year, when.month) == (day.year, day.month)
    )
    html = (
        f'<TABLE class="ms-cal-month"><TR><TD><A href="{_month(before)}">&lt;</A> Tháng {day.month} năm {day.year} '
        f'<A href="{_month(after)}">&gt;</A></TD></TR>{rows}</TABLE>'
    )
    return Content(title="Lịch công tác", html=skin_of(world).block(2, html))


def _month(day: date) -> str:
    return f"{CALENDAR}?CalendarDate={day.isoformat()}&amp;CalendarPeriod=month"


def event_page(world: World, number: int) -> Content:
    """An event as a list item."""
    if not 1 <= number <= EVENTS:
        return missing_page(world)
    when, title = _event(world, number)
    skin = skin_of(world)
    rows = (
        skin.form_row("Tiêu đề", "Title", "Text", text(title)),
        skin.form_row("Bắt đầu", "EventDate", "DateTime", f"{when:%d/%m/%Y} 8:00 SA"),
    )
    return Content(title=f"Lịch - {title}", html=skin.form(rows))


def survey_page(world: World) -> Content:
    """A survey that waits for readers' answers."""
    html = (
        '<H3>Khảo sát ý kiến</H3><P>Ông (bà) đánh giá thế nào về trang thông tin này?</P><INPUT type="radio" name="ctl00$rdo" value="1">Tốt'
        '<INPUT type="submit" name="ctl00$btnTraLoi" value="Trả lời khảo sát"><A href="/Lists/KhaoSat/NewForm.aspx">Trả lời</A>'
    )
    return Content(title="Khảo sát", html=skin_of(world).block(2, html))
