"""The sentences of a report, built from its figures with the plural forms of the language of the page."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext, npgettext

from core.language import format_number, format_percent, join_list, localized
from surveys.indicators.wording import NAMES, say_interval, say_share
from surveys.reports.annual_report import AnnualReport, Delivery, ReportedWorkshops
from workshops.activities.forms import summed
from workshops.activities.statements import ActivityKind, Named, Total


@dataclass(frozen=True)
class Chapter:
    """Sentences that belong together; `is_recorded` says that they rest on the records of visits."""

    title: str
    sentences: tuple[str, ...]
    is_recorded: bool = False


def say_report(report: AnnualReport) -> list[Chapter]:
    """Return the report in sentences, chapter by chapter; a chapter without sentences is left out."""
    reported = (
        *(_say_reported(row) for row in report.reported),
        *_say_published_copies(report),
        *_say_activities(report),
        *_say_published_shares(report),
    )
    chapters = (
        Chapter(_("Recorded in Trileto"), tuple(_say_recorded(report)), is_recorded=True),
        Chapter(_("What pupils say and show"), tuple(_say_indicators(report)), is_recorded=True),
        Chapter(_("Reported by the providers"), reported),
    )
    return [chapter for chapter in chapters if chapter.sentences]


def say_contradictions(report: AnnualReport) -> str:
    """Say how many stated figures contradict their own parts."""
    count = len(report.contradictions)
    return str(
        ngettext(
            "%(count)s stated figure contradicts its own parts.",
            "%(count)s stated figures contradict their own parts.",
            count,
            count=count,
        )
    )


def _say_recorded(report: AnnualReport) -> Iterator[str]:
    whole = report.recorded
    if not whole.workshops:
        if not report.is_empty:
            yield _("No workshop of %(year)s is recorded in Trileto.", year=report.year)
        return
    yield ngettext(
        "In %(year)s %(count)s workshop was held and recorded in Trileto, for %(pupils)s and %(teachers)s.",
        "In %(year)s %(count)s workshops were held and recorded in Trileto, for %(pupils)s and %(teachers)s.",
        whole.workshops,
        year=report.year,
        count=format_number(whole.workshops),
        pupils=_for_pupils(whole.pupils),
        teachers=_for_teachers(whole.teachers),
    )
    yield _(
        "By level: %(levels)s.",
        levels=join_list(
            f"{_inside(group.name)} {format_number(group.delivery.workshops)}" for group in report.by_level
        ),
    )
    yield _say_completeness(whole)
    yield from _say_rotation(report)
    yield from _say_handouts(report)


def _say_completeness(whole: Delivery) -> str:
    return str(
        ngettext(
            "Attendance is known for %(known)s of %(count)s workshop (%(share)s).",
            "Attendance is known for %(known)s of %(count)s workshops (%(share)s).",
            whole.workshops,
            known=format_number(whole.with_attendance),
            count=format_number(whole.workshops),
            share=format_percent(whole.with_attendance / whole.workshops),
        )
    )


def _say_rotation(report: AnnualReport) -> Iterator[str]:
    recorded_years = {line.school_year for line in report.rotation if line.visited or line.outside_plan}
    for line in report.rotation:
        due = len(line.visited) + len(line.not_visited)
        if due and line.school_year in recorded_years:
            yield ngettext(
                "%(level)s, %(school_year)s: visits are recorded in %(visited)s of %(count)s region due.",
                "%(level)s, %(school_year)s: visits are recorded in %(visited)s of %(count)s regions due.",
                due,
                level=localized(line.level),
                school_year=line.school_year,
                visited=len(line.visited),
                count=due,
            )


def _say_handouts(report: AnnualReport) -> Iterator[str]:
    handed_out = sum(row.copies for row in report.handouts)
    if handed_out:
        yield ngettext(
            "%(count)s copy of material was handed out at the workshops.",
            "%(count)s copies of material were handed out at the workshops.",
            handed_out,
            count=format_number(handed_out),
        )


def _say_reported(row: ReportedWorkshops) -> str:
    """Say what one provider reports: Caritas: 24 workshops for 654 pupils and students in 6 regions."""
    words = [_say_events(row.kind, row.workshops)]
    if row.by_level:
        levels = join_list(f"{_inside(part.level)} {summed(part.workshops)}" for part in row.by_level)
        words.append(f"({levels})")
    whom = [_say_participants(row)] if row.participants.counts else []
    if row.teachers:
        whom.append(_for_teachers(row.teachers))
    if whom:
        words.append(_("for %(whom)s", whom=join_list(whom)))
    if row.regions:
        words.append(
            ngettext("in %(count)s region", "in %(count)s regions", len(row.regions), count=len(row.regions))
        )
    return f"{localized(row.provider)}: {' '.join(words)}."


def _say_events(kind: ActivityKind, total: Total) -> str:
    if not total.counts:
        return str(_("no number of events stated"))
    number = total.counts[-1].value
    if kind is ActivityKind.INFORMATION_SESSIONS:
        return str(
            ngettext(
                "%(count)s information session", "%(count)s information sessions", number, count=summed(total)
            )
        )
    return str(ngettext("%(count)s workshop", "%(count)s workshops", number, count=summed(total)))


def _say_participants(row: ReportedWorkshops) -> str:
    number = row.participants.counts[-1].value
    if row.kind is ActivityKind.SCHOOL_WORKSHOPS:
        return _for_pupils(number, summed(row.participants))
    return str(
        npgettext(
            "for whom",
            "%(count)s participant",
            "%(count)s participants",
            number,
            count=summed(row.participants),
        )
    )


def _for_pupils(number: int, words: str = "") -> str:
    return str(
        npgettext(
            "for whom",
            "%(count)s pupil or student",
            "%(count)s pupils and students",
            number,
            count=words or format_number(number),
        )
    )


def _for_teachers(number: int) -> str:
    return str(
        npgettext("for whom", "%(count)s teacher", "%(count)s teachers", number, count=format_number(number))
    )


def _say_published_copies(report: AnnualReport) -> Iterator[str]:
    for row in report.published_copies:
        yield ngettext(
            "%(provider)s: %(count)s copy of published material.",
            "%(provider)s: %(count)s copies of published material.",
            row.copies,
            provider=localized(row.name),
            count=format_number(row.copies),
        )


def _say_activities(report: AnnualReport) -> Iterator[str]:
    count = sum(row.statements for row in report.activities)
    if count:
        yield ngettext(
            "%(count)s other activity is reported; the table below has it by kind.",
            "%(count)s other activities are reported; the table below has them by kind.",
            count,
            count=format_number(count),
        )


def _say_indicators(report: AnnualReport) -> Iterator[str]:
    for line in report.indicators:
        if line.group is None and line.figure.is_shown:
            yield _(
                "%(indicator)s, %(school_year)s: %(share)s of the pupils (confidence interval %(interval)s).",
                indicator=str(NAMES[line.figure.indicator]),
                school_year=line.school_year,
                share=say_share(line.figure),
                interval=say_interval(line.figure) or "\N{EN DASH}",
            )


def _say_published_shares(report: AnnualReport) -> Iterator[str]:
    if report.published_shares:
        yield _(
            "Published without number of answers and wording: %(shares)s.",
            shares=join_list(
                f"{localized(share.name)} {format_percent(share.percent / 100)}"
                for share in report.published_shares
            ),
        )


def _inside(name: Named) -> str:
    """Return the name of a level as it stands inside a sentence."""
    text = localized(name)
    return text[:1].lower() + text[1:]
