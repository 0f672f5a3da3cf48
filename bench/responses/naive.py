"""The floor: the same twelve questions as an ordinary Flask, WTForms and SQLAlchemy program.

It does what a careful beginner's program does: a form class with a radio field a question, a template that
draws each field, a row in the same durable SQLite database. It counts nothing, limits nothing, hides nothing.
"""

import json
import os
import secrets
from typing import Any

from flask import Flask, render_template_string, request
from flask.typing import ResponseReturnValue
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import FlaskForm
from sqlalchemy import JSON, Engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from wtforms import HiddenField, RadioField, SubmitField
from wtforms.validators import Optional

from surveys.questionnaires.definition import Definition, parse_definition
from surveys.questionnaires.services import BANK

PAGE = """<!doctype html>
<html lang="sl"><head><meta charset="utf-8"><title>Vprašalnik</title>
<link rel="stylesheet" href="/static/css/pupil.css"></head>
<body><main><h1>Nekaj vprašanj o delavnici</h1>
<form method="post">{{ form.form_token }}
{% for field in form if field.type == "RadioField" %}
<fieldset><legend>{{ field.label.text }}</legend>
{% for option in field %}<p>{{ option }}{{ option.label }}</p>{% endfor %}
{% for error in field.errors %}<p>{{ error }}</p>{% endfor %}</fieldset>
{% endfor %}{{ form.submit }}</form></main></body></html>"""
THANKS = "<!doctype html><html lang='sl'><title>Vprašalnik</title><h1>Hvala!</h1></html>"


class Base(DeclarativeBase):
    """The base of the one table."""


db = SQLAlchemy(model_class=Base)


class NaiveResponse(db.Model):  # type: ignore[name-defined,misc]
    """One row a pupil, numbered."""

    id: Mapped[int] = mapped_column(primary_key=True)
    form_token: Mapped[str] = mapped_column(unique=True)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)


def create_naive_app(definition: Definition, file: str) -> Flask:
    """Return the program on a database file."""
    app = Flask("naive")
    app.config.update(
        SECRET_KEY=secrets.token_hex(), SQLALCHEMY_DATABASE_URI=f"sqlite:///{file}", WTF_CSRF_ENABLED=False
    )
    db.init_app(app)
    questionnaire = _form_class(definition)

    @app.route("/s/<key>", methods=["GET", "POST"])
    def answer(key: str) -> ResponseReturnValue:  # noqa: ARG001 - one survey is enough here
        form = questionnaire(form_token=secrets.token_urlsafe(16))
        if request.method == "POST" and form.validate():
            answers = {field.name: field.data for field in form if field.type == "RadioField"}
            db.session.add(NaiveResponse(form_token=form.form_token.data, answers=answers))
            db.session.commit()
            return THANKS
        return render_template_string(PAGE, form=form)

    with app.app_context():
        _make_durable(db.engine)
        db.create_all()
    return app


def _form_class(definition: Definition) -> type[FlaskForm]:
    fields: dict[str, Any] = {"form_token": HiddenField(), "submit": SubmitField("Pošlji")}
    for question in definition.questions:
        choices = [(option.id, option.text["sl"]) for option in question.options]
        fields[question.id] = RadioField(question.text["sl"], choices=choices, validators=[Optional()])
    return type("Questionnaire", (FlaskForm,), fields)


def _make_durable(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}")


def app() -> Flask:
    """Return the program that the benchmark serves."""
    document = json.loads((BANK / "secondary-exit.json").read_text(encoding="utf-8"))
    return create_naive_app(parse_definition(document), os.environ["NAIVE_FILE"])
