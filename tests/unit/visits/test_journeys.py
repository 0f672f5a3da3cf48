"""The estimated way between two places."""

from workshops.visits.journeys import Place, minutes_between


def test_one_degree_of_latitude_is_111_kilometres_and_takes_145_minutes() -> None:
    # 6371.0088 km times pi / 180 is 111.195 km; times 1.3 at 60 km/h is 144.55 minutes.
    assert minutes_between(Place(45.0, 15.0), Place(46.0, 15.0)) == 145


def test_the_way_takes_nothing_to_the_same_place_and_as_long_back_as_there() -> None:
    celje, koper = Place(46.23, 15.26), Place(45.55, 13.73)
    assert minutes_between(celje, celje) == 0
    assert minutes_between(celje, koper) == minutes_between(koper, celje) > 60
