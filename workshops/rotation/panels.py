"""What the rotation shows on a school's page."""

from datetime import date

from flask import render_template
from markupsafe import Markup

from workshops.register.models import School
from workshops.register.school_year import SchoolYear
from workshops.rotation import queries


def render_rotation_panel(school: School, today: date) -> Markup:
    """Return the turns of a school: the school years in which its region is visited at its level."""
    level_code = school.level.follows_code or school.level_code
    turns = [
        turn.year
        for turn in queries.list_turns(queries.list_published_years())
        if (turn.region, turn.level) == (school.region_code, level_code)
    ]
    this_year = str(SchoolYear.containing(today))
    return Markup(  # noqa: S704 - a template of ours, escaped by Jinja
        render_template(
            "rotation/school_panel.html",
            turns=turns,
            this_year=this_year,
            next_turn=next((year for year in turns if year >= this_year), None),
        )
    )
