"""A pupil answers, without a script: by link or code, in four languages, on a phone or a shared tablet."""

import gzip
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask, request
from sqlalchemy.exc import OperationalError
from werkzeug.test import Client

from core.audit import NamedActor
from core.database import db
from surveys.responses import services
from surveys.responses.models import CollectionMode, WorkshopSurvey
from tests.client import PageClient
from tests.factories.accounts import make_officer
from tests.factories.questionnaires import make_version
from tests.factories.register import make_class_group, make_school
from tests.factories.responses import ANSWERS, DURING, make_responses, make_survey, stored
from tests.factories.visits import make_visit
from tests.pages.responses import PupilForm, PupilPage

ROOT = Path(__file__).resolve().parents[3]
LANGUAGES = ("sl", "en", "it", "hu")
CLERK = NamedActor("test")


def test_pupil_scans_answers_and_sends(client: PageClient, survey: WorkshopSurvey) -> None:
    form = PupilForm.of(client, survey)
    assert len(form.questions) == 7
    assert form.chosen == {}

    page = form.choose(new_information="yes", useful="no").send()

    assert (page.status, page.heading) == (200, "Hvala! Tvoji odgovori so prispeli.")
    (response,) = stored(survey.workshop_id)
    assert response.answers == {"new-information": "yes", "useful": "no"}
    assert (response.language, response.mode) == ("sl", CollectionMode.OWN_PHONE)


def test_pupil_types_the_code_as_it_is_read_aloud(client: PageClient, survey: WorkshopSurvey) -> None:
    typed = f"{survey.typed_code[:4]} {survey.typed_code[4:]}".lower()

    answer = client.get("/s", query_string={"code": typed, "lang": "it"}, follow_redirects=True)

    assert answer.request.path == f"/s/{survey.typed_code}"
    assert PupilPage(client, answer).language == "it"
    assert "7/7" in answer.text


def test_the_same_form_sent_twice_counts_once(client: PageClient, survey: WorkshopSurvey) -> None:
    form = PupilForm.of(client, survey).choose(useful="yes")

    form.send()
    page = form.send()

    assert page.heading == "Tvoji odgovori so bili že prej tu. Štejejo enkrat."
    assert len(stored(survey.workshop_id)) == 1


def test_a_pupil_may_leave_everything_empty(client: PageClient, survey: WorkshopSurvey) -> None:
    assert PupilForm.of(client, survey).send().status == 200
    assert [response.answers for response in stored(survey.workshop_id)] == [{}]


def test_the_school_decides_the_language_until_the_pupil_does(app: Flask, client: PageClient) -> None:
    visit = make_visit()
    visit.language = "hu"
    survey = make_survey(visit.workshops[0])

    assert PupilForm.of(client, survey).language == "hu"
    assert PupilForm.of(client, survey, "?lang=it").language == "it"
    assert PupilForm.of(client, survey, "?lang=xx").language == "hu"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_asks_the_same_questions_and_stores_which_it_was(
    client: PageClient, survey: WorkshopSurvey, language: str
) -> None:
    form = PupilForm.of(client, survey, f"?lang={language}")
    assert form.language == language
    assert len(form.soup.select("fieldset input")) == 24

    form.choose(useful="partly").send()

    assert [response.language for response in stored(survey.workshop_id)] == [language]


def test_changing_the_language_keeps_what_was_chosen(client: PageClient, survey: WorkshopSurvey) -> None:
    form = PupilForm.of(client, survey).choose(useful="partly", can_identify="no")

    changed = form.change_language("hu")

    assert changed.language == "hu"
    assert changed.chosen == {"useful": "partly", "can-identify": "no"}
    assert changed.fields["form_token"] == form.fields["form_token"]
    assert stored(survey.workshop_id) == []
    changed.send()
    assert [response.language for response in stored(survey.workshop_id)] == ["hu"]


def test_on_a_shared_tablet_the_next_pupil_finds_an_empty_form(
    client: PageClient, survey: WorkshopSurvey
) -> None:
    form = PupilForm.of(client, survey, "?mode=tablet").choose(useful="yes")

    page = form.send()

    assert [response.mode for response in stored(survey.workshop_id)] == [CollectionMode.SHARED_TABLET]
    following = PupilForm(client, f"/s/{survey.link_key}{page.next_pupil}")
    assert following.chosen == {}
    assert following.fields["form_token"] != form.fields["form_token"]
    following.send()
    assert len(stored(survey.workshop_id)) == 2


def test_a_shared_tablet_stays_one_when_the_language_changes(
    client: PageClient, survey: WorkshopSurvey
) -> None:
    page = PupilForm.of(client, survey, "?mode=tablet").change_language("it").send()

    assert page.next_pupil == "?mode=tablet"


def test_wrong_closed_coming_guessed_and_cancelled_codes_give_the_same_page(
    app: Flask, client: PageClient
) -> None:
    closed, coming, cancelled = (
        make_survey(make_visit(make_class_group(make_school(str(number)))).workshops[0])
        for number in (1, 2, 3)
    )
    closed.closes_at = DURING - timedelta(hours=1)
    coming.opens_at = DURING + timedelta(hours=1)
    cancelled.workshop.visit.cancelled_at = DURING
    db.session.commit()
    keys = [closed.typed_code, closed.link_key, coming.typed_code, coming.link_key, cancelled.link_key]
    keys += ["WRNGCDEX", "x" * 22, "no", "a/b", "%F0%9F%92%A9", "' OR 1=1 --"]

    answers = [client.get(f"/s/{key}") for key in keys] + [client.post(f"/s/{key}", data={}) for key in keys]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1
    assert len({str(answer.headers) for answer in answers}) == 1
    assert PupilPage(client, answers[0]).heading == "Ta koda zdaj ne odpre ničesar"


def test_an_officer_is_told_no_more_about_a_code_than_anybody(app: Flask, client: PageClient) -> None:
    anonymous = client.get("/s/WRNGCDEX").data
    make_officer()
    client.sign_in("oskar@example.si")

    assert client.get("/s/WRNGCDEX").data == anonymous


def test_an_option_that_does_not_exist_is_refused_and_the_rest_kept(
    client: PageClient, survey: WorkshopSurvey
) -> None:
    form = PupilForm.of(client, survey, "?lang=it").choose(useful="yes", would_tell="no")

    page = form.send(useful="wonderful")

    assert page.status == 422
    assert "Sono arrivate risposte che non sono" in page.text
    again = PupilForm(client, form.address, page.answer)
    assert again.chosen == {"would-tell": "no"}
    assert stored(survey.workshop_id) == []
    assert again.choose(useful="yes").send().status == 200
    assert len(stored(survey.workshop_id)) == 1


def test_the_form_of_another_questionnaire_is_refused_with_the_right_one(
    client: PageClient, survey: WorkshopSurvey
) -> None:
    page = PupilForm.of(client, survey).choose(useful="yes").send(version=str(make_version("secondary").id))

    assert page.status == 422
    assert "Ta vprašanja so iz drugega vprašalnika" in page.text
    assert PupilForm(client, "", page.answer).fields["version"] == str(survey.version_id)


@pytest.mark.parametrize("token", ["", "short", "x" * 500])
def test_a_form_without_its_token_gets_a_new_one(
    client: PageClient, survey: WorkshopSurvey, token: str
) -> None:
    form = PupilForm.of(client, survey).choose(useful="yes")

    page = form.send(form_token=token)

    assert page.status == 422
    again = PupilForm(client, form.address, page.answer)
    assert again.chosen == {"useful": "yes"}
    assert again.send().status == 200


@pytest.mark.parametrize("version", ["", "-1", "1e3", "9" * 30, "½"])
def test_a_nonsensical_version_is_another_version(
    client: PageClient, survey: WorkshopSurvey, version: str
) -> None:
    assert PupilForm.of(client, survey).send(version=version).status == 422


def test_ten_megabytes_get_a_clear_sentence_in_the_pupils_language(
    client: PageClient, survey: WorkshopSurvey
) -> None:
    page = PupilForm.of(client, survey, "?lang=hu").send(useful="x" * 10_000_000)

    assert (page.status, page.heading) == (413, "Ez túl sok volt")
    assert stored(survey.workshop_id) == []


def test_a_thousand_fields_get_the_same_sentence(client: PageClient, survey: WorkshopSurvey) -> None:
    form = PupilForm.of(client, survey)

    assert form.send(**{f"field{number}": "x" for number in range(2000)}).status == 413


def test_when_nothing_can_be_stored_the_answers_stay_on_the_page(
    client: PageClient,
    survey: WorkshopSurvey,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    form = PupilForm.of(client, survey).choose(
        **{name.replace("-", "_"): value for name, value in ANSWERS.items()}
    )

    def fail(*_args: object, **_named: object) -> None:
        raise OperationalError("INSERT INTO responses", ANSWERS, Exception("disk full"))

    with monkeypatch.context() as patched:
        patched.setattr(services, "submit_response", fail)
        page = form.send()

    assert (page.status, page.answer.headers["Retry-After"]) == (503, "10")
    assert "Tvoji odgovori še niso shranjeni" in page.text
    assert "passport-kept" not in caplog.text
    assert "OperationalError" in caplog.text
    again = PupilForm(client, form.address, page.answer)
    assert again.send().status == 200
    assert [response.answers for response in stored(survey.workshop_id)] == [ANSWERS]


def test_an_attacker_is_slowed_down_and_the_class_is_not(client: PageClient, survey: WorkshopSurvey) -> None:
    assert client.get(f"/s/{survey.typed_code}").status_code == 200

    answers = [client.get(f"/s/{number:04}WRNG".replace("0", "A").replace("1", "B")) for number in range(200)]

    assert [answer.status_code for answer in answers].count(404) == 120
    wait = PupilPage(client, answers[-1])
    assert (wait.status, wait.heading, wait.answer.headers["Retry-After"]) == (429, "Počakaj malo", "600")
    assert client.get(f"/s/{survey.typed_code}").status_code == 200  # a class that has begun
    assert client.get(f"/s/{survey.link_key}").status_code == 200  # the square code
    with time_machine.travel(DURING + timedelta(minutes=11)):
        assert client.get("/s/WRNGCDEX").status_code == 404


def every_pupils_page(client: PageClient, survey: WorkshopSurvey) -> list[PupilPage]:
    form = PupilForm.of(client, survey)
    return [
        PupilPage(client, client.get("/s")),
        form,
        form.choose(useful="yes").send(),
        form.send(),
        form.send(useful="tampered"),
        form.send(useful="x" * 20_000),
        PupilPage(client, client.get("/s/WRNGCDEX")),
        PupilPage(client, client.get("/s?code=WRNGCDEX", follow_redirects=True)),
    ]


def test_no_page_sets_or_depends_on_a_cookie_even_in_an_officers_browser(
    app: Flask, client: PageClient, survey: WorkshopSurvey
) -> None:
    make_officer()
    client.sign_in("oskar@example.si")

    for page in every_pupils_page(client, survey):
        assert "Set-Cookie" not in page.answer.headers
        assert "Cookie" not in page.answer.headers.get("Vary", "")
        assert page.answer.headers["Cache-Control"] == "no-store"
        assert "Oskar" not in page.answer.text


def test_no_cookie_address_or_header_reaches_the_program(
    app: Flask, client: PageClient, survey: WorkshopSurvey
) -> None:
    seen: list[tuple[dict[str, str], set[str], str | None]] = []
    app.before_request(
        lambda: seen.append(
            (dict(request.cookies), {name for name, _ in request.headers}, request.remote_addr)
        )
    )
    client.set_cookie("session", "canary")

    client.get(
        f"/s/{survey.link_key}", headers={"Referer": "https://canary.example", "X-Forwarded-For": "1.2.3.4"}
    )

    ((cookies, headers, address),) = seen
    assert cookies == {}
    assert headers == {"Host"}
    assert address not in {None, "", "127.0.0.1"}


def test_exit_and_help_stand_on_every_page_and_nothing_names_the_subject_in_title_or_address(
    client: PageClient, survey: WorkshopSurvey
) -> None:
    pages = every_pupils_page(client, survey)
    for page in pages:
        first = page.soup.select("a[href], button, input:not([type=hidden]), summary")[0]
        assert (first["class"], first["rel"]) == (["exit"], ["noreferrer"])
        assert "Potrebuješ pomoč?" in page.text
        assert "112" in page.text
        assert page.soup.title is not None
        assert page.soup.title.get_text() == "Vprašalnik"
        assert "trgovin" not in page.answer.request.path
    helps = {str(page.soup.footer) for page in pages}
    assert len(helps) == 1  # the same for everybody, whatever they answered


def test_help_lines_are_shown_once_somebody_has_checked_them(
    client: PageClient, survey: WorkshopSurvey
) -> None:
    assert "116 111" not in PupilForm.of(client, survey).text
    numbers = {"tom": "116 111"}
    services.confirm_help_lines(numbers, actor=CLERK, today=DURING.date())

    with time_machine.travel(DURING + timedelta(seconds=61)):
        page = PupilForm.of(client, survey, "?lang=en")

    assert "116 111 TOM, helpline for children and adolescents" in page.text
    assert "Numbers checked on 7 October 2024." in page.text
    assert "113" not in page.text


@pytest.mark.parametrize("level", ["primary", "secondary"])
def test_the_whole_page_is_at_most_25_kilobytes_in_three_requests(
    app: Flask, client: PageClient, level: str
) -> None:
    group = make_class_group(make_school(level=level), grade=2)
    survey = make_survey(make_visit(group).workshops[0])
    services.confirm_help_lines(
        {"police": "113", "tom": "116 111", "kljuc": "080 17 22"}, actor=CLERK, today=DURING.date()
    )
    for language in LANGUAGES:
        page = PupilForm.of(client, survey, f"?lang={language}")
        parts = [tag["href"] for tag in page.soup.select("link[rel=stylesheet]")]
        parts += [tag["src"] for tag in page.soup.select("[src]")]
        size = len(page.answer.data) + sum(len(client.get(str(part)).data) for part in parts)
        assert len(parts) == 2
        assert size <= 25 * 1024, f"{language}: {size}"


def test_a_compressed_page_is_the_page(app: Flask, survey: WorkshopSurvey) -> None:
    plain, other = (Client(app).get(f"/s/{survey.link_key}").data for _ in range(2))
    answer = Client(app).get(f"/s/{survey.link_key}", headers={"Accept-Encoding": "gzip, br"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    without_token = [
        page.split(b'form_token" value="')[0] for page in (plain, other, gzip.decompress(answer.data))
    ]
    assert len(set(without_token)) == 1
    assert plain != other


def test_a_survey_of_a_hundred_responses_answers_as_one_of_none(
    client: PageClient, survey: WorkshopSurvey
) -> None:
    make_responses(survey, 100)

    assert PupilForm.of(client, survey).send().status == 200
    assert len(stored(survey.workshop_id)) == 101


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_a_form_is_got_and_posted_and_nothing_else(
    client: PageClient, survey: WorkshopSurvey, method: str
) -> None:
    assert client.open(f"/s/{survey.link_key}", method=method).status_code == 405


def test_the_code_page_waits_for_a_code_in_every_language(client: PageClient) -> None:
    for language, heading in zip(
        LANGUAGES, ("Vpiši kodo", "Type the code", "Scrivi il codice", "Írd be a kódot"), strict=True
    ):
        page = PupilPage(client, client.get(f"/s?lang={language}"))
        assert (page.status, page.language, page.heading) == (200, language, heading)
    assert client.get("/s/").status_code == 200
    assert client.get("/s?code=%20-%20").status_code == 200
