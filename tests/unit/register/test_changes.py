"""What a file changes in the register."""

from dataclasses import replace

from core.tables import TableRow
from tests.factories.register import register_row
from tests.unit.register.test_rows import KNOWN
from workshops.register.changes import FieldChange, RegisterChange, SchoolChange, diff_register
from workshops.register.rows import SchoolRecord, parse_row


def school(school_id: str) -> SchoolRecord:
    record = parse_row(TableRow(2, register_row(school_id)), KNOWN)
    assert isinstance(record, SchoolRecord)
    return record


A, B, C = school("A"), school("B"), school("C")


def diff(*incoming: SchoolRecord) -> RegisterChange:
    return diff_register({"A": A, "B": B}, incoming)


def test_the_same_file_changes_nothing() -> None:
    change = diff(A, B)

    assert change.is_empty
    assert change.unchanged == 2


def test_a_new_school_is_added() -> None:
    change = diff(A, B, C)

    assert change.added == (C,)
    assert not change.is_empty


def test_a_change_names_each_field_before_and_after() -> None:
    change = diff(replace(A, name="Nova šola", lat=46.5), B)

    assert change.changed == (
        SchoolChange(
            "A",
            "Nova šola",
            (FieldChange("name", A.name, "Nova šola"), FieldChange("lat", 46.23, 46.5)),
        ),
    )
    assert change.count("changed") == 1


def test_a_school_is_closed_and_opened_again_by_its_row() -> None:
    closed = replace(A, is_closed=True)

    assert diff(closed, B).count("closed") == 1
    assert diff_register({"A": closed}, [A]).count("reopened") == 1


def test_a_school_that_the_file_does_not_name_stays() -> None:
    change = diff(A)

    assert change.is_empty
    assert change.missing == ("B",)


def test_a_closed_school_is_not_missed() -> None:
    change = diff_register({"A": A, "B": replace(B, is_closed=True)}, [A])

    assert change.missing == ()


def test_a_fingerprint_tells_changes_apart() -> None:
    first, again, other = diff(C), diff(C), diff(replace(C, note="opomba"))

    assert first.fingerprint == again.fingerprint
    assert first.fingerprint != other.fingerprint
    assert diff(replace(A, note="x")).fingerprint != diff(replace(B, note="x")).fingerprint
