"""What in a text may lead to somebody: said to whoever writes a version that leads to nobody."""

from outreach.model.fold import ReadModel
from outreach.model.leads import Lead, leads
from tests.outreach.model.team import Space, hex_of, person


def known() -> ReadModel:
    """Two people, one of two names, and a place."""
    safeguarding, premises, amina = Space("safeguarding"), Space("premises"), person("Amina")
    names = [{"name": "Spider", "sort": "nickname"}, {"name": "Invented Khan", "sort": "legal"}]
    safeguarding.write(amina, hex_of("a"), kind="person", names=names)
    safeguarding.write(amina, hex_of("b"), kind="person-sighting", names_heard="Big Mo")
    safeguarding.write(amina, hex_of("c"), kind="alias", name="عنكبوت", person=hex_of("a"))
    premises.write(amina, hex_of("d"), kind="premises", name="Lantern Grill")
    model = ReadModel()
    model.apply([*safeguarding.written, *premises.written])
    return model


def test_names_numbers_and_places_are_told_as_they_stand_in_the_text() -> None:
    text = (
        "Spider told big mo at the Lantern Grill to ring 07700 900123. Khan waits in AB12 CDE at "
        "12 Sample Street, M33 3HP. @spider_mcr, s@example.org, born 4/1/2011. عنكبوت"
    )
    assert leads(known(), text) == [
        Lead("Spider", "name"),
        Lead("big", "name"),
        Lead("mo", "name"),
        Lead("Lantern Grill", "place"),
        Lead("07700 900123", "telephone"),
        Lead("Khan", "name"),
        Lead("AB12 CDE", "registration"),
        Lead("12 Sample Street", "address"),
        Lead("M33 3HP", "postcode"),
        Lead("@spider_mcr", "handle"),
        Lead("s@example.org", "email"),
        Lead("4/1/2011", "date"),
        Lead("عنكبوت", "name"),
    ]


def test_general_words_lead_to_nobody_and_half_a_name_in_small_letters_is_a_word() -> None:
    said = (
        "Vapes are given to children near food shops in the town centre on 3 or 4 evenings a week. "
        "Big cars are used, and an invented reason is given. About 12 children, aged 13 to 15."
    )
    assert leads(known(), said) == [Lead("Big", "name")]
    assert leads(ReadModel(), said) == []
    assert leads(known(), "spiders, spidery, lantern, lanterns and grills") == []


def test_what_is_written_as_a_name_is_told_though_nobody_of_that_name_is_known() -> None:
    said = (
        "A man called Rahim took her to Leeds on Friday. Later she said: He has a flat. MASH knows."
    )
    told = [Lead("Rahim", "capital"), Lead("Leeds", "capital")]
    assert leads(ReadModel(), said) == told


def test_a_long_text_is_looked_at_in_one_go() -> None:
    assert leads(known(), "word 1 " * 1400 + "Spider") == [Lead("Spider", "name")]
