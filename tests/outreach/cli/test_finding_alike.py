"""find --fuzzy: whoever may be meant, and why; nothing where nobody is alike."""

from tests.command_line import Tablet


def test_somebody_is_found_by_another_spelling_a_number_or_a_plate(worker: Tablet) -> None:
    kez = worker.add("person", names=[{"name": "Kieran Zubrovka", "sort": "legal"}],
                     telephones=[{"number": "07700 900123"}])  # fmt: skip
    alias = worker.add("alias", person=kez, name="محمد الصغير", sort="street", source="A parent")
    car = worker.add("vehicle-sighting", registration="QX71 ZZ?")

    (found,) = worker.run("find", "--fuzzy", "Kieron", "Zubrowka", "--json").objects
    assert (found["id"], found["matched"], found["kind"]) == (kez, "Kieran Zubrovka", "person")
    assert found["why"] == "spelt almost the same, sounds like it"
    assert 0.8 < found["score"] < 1

    first = worker.run("find", "--fuzzy", "Mohammed", "--json").objects[0]
    assert (first["id"], first["by"]) == (kez, alias)
    assert first["why"].startswith("written in another alphabet")

    for typed, record, why in (
        (("+44 7700 900123",), kez, "the same number"),
        (("QX71", "ZZA"), car, "a registration with 1 unread character"),
    ):
        assert (record, why) in [
            (one["id"], one["why"])
            for one in worker.run("find", "--fuzzy", *typed, "--json").objects
        ]

    said = worker.run("find", "--fuzzy", "zubrowka")
    assert kez[:8] in said.line
    assert "Kieran Zubrovka" in said.line
    assert "spelt almost the same" in said.line

    for arguments in (("xyzzyq",), ("",), ("?",), ('" OR 1=1',)):
        said = worker.run("find", "--fuzzy", *arguments, "--json")
        assert (said.code, said.out, said.err) == (0, "", "")
