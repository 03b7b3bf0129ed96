"""Copy that stays with what is known: what counts as invented, worn, stray or repeated."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools import screening
from tools.screening import Known, cliches, invites, screen, superlatives
from tools.vocabulary import has_url, numbers, similarity, stem, telling, word_list, words

FACTS = (
    "Nonna's Crust opens at six, Tuesday to Sunday.",
    "Rosa bakes 140 loaves a day at 14 Mill Lane.",
    "A cornetto costs 3.20 and there are 60 of them.",
    "Order at https://nonnascrust.example/order.",
)
KNOWN = Known.of(FACTS)


def invented(text: str, *facts: str, language: str = "en") -> list[str]:
    return Known.of(facts or FACTS, language).invented(text)


@pytest.mark.parametrize(
    "line",
    [
        "We bake 140 loaves.",
        "Doors open at 6 am.",
        "Open from 6:00, Tuesdays to Sundays.",
        "Sixty of them at 3,20 each.",
        "Sixty, at 3.20.",
        "Ask for Rosa on Mill Lane.",
        "Find us at nonnascrust.example/order.",
        "Order: https://nonnascrust.example/order",
        "There is only one queue.",
    ],
)
def test_what_a_fact_says_may_be_said_in_other_ways(line: str) -> None:
    assert invented(line) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("We bake 150 loaves.", "150"),
        ("Doors open at seven.", "7"),
        ("Doors open at 6:30.", "6:30"),
        ("Just 3.50 each.", "3.5"),
        ("Closed on Mondays.", "mondays"),
        ("Back in October.", "october"),
        ("Ask for Luigi at the counter.", "Luigi"),
        ("You will find us on Baker Street.", "Street"),
        ("Order at nonnas-shop.example today.", "nonnas-shop.example"),
        ("Order at https://evil.example/order.", "evil.example/order"),
    ],
)
def test_an_invention_is_named(line: str, found: str) -> None:
    assert found in invented(line)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Loved by 1,000 regulars.", "1000"),
        ("Loved by 140,000 regulars.", "140000"),
        ("Loved by 1.000 regulars.", "1000"),
        ("Loved by 1\u202f000 regulars.", "1000"),
    ],
)
def test_thousands_do_not_pass_for_their_first_digits(line: str, found: str) -> None:
    assert invented(line) == [found]
    assert invented(line, "A thousand is 1000, more is 140000.") == []


def test_a_number_in_words_counts_whole() -> None:
    facts = ("It takes twenty minutes at five.",)
    assert invented("It takes twenty-five minutes.", *facts) == ["25"]
    assert invented("It takes 25 minutes.", "It takes twenty-five minutes.") == []
    assert invented("Seventeen steps, nineteen minutes.", *facts) == ["17", "19"]


def test_digits_of_other_scripts_are_the_same_numbers() -> None:
    assert numbers("٣٦ ساعة", "ar") == {"36"}
    assert invented("36 hours", "يتخمر العجين ٣٦ ساعة", language="ar") == []


@pytest.mark.parametrize(
    ("language", "fact", "fair", "unfair", "found"),
    [
        ("de", "Ein Laib kostet 4,20 Euro.", "Ein Laib: 4.20 Euro.", "Nur 3,90 Euro.", "3.9"),
        ("de", "Wir backen 1.200 Brote.", "1200 Brote.", "1.300 Brote.", "1300"),
        ("fr", "Rosa ouvre à 6 h.", "Ouvert dès 6 h avec Rosa.", "Demandez à Marcel.", "Marcel"),
        ("es", "Abrimos a las 8.", "Desde las 8.", "Desde las 9.", "9"),
        ("ja", "毎日60個だけ焼きます。", "60個だけ。", "70個だけ。", "70"),
        ("pl", "Piecze Łucja.", "Dziś piecze Łucja.", "Dziś piecze Świętosława.", "Świętosława"),
    ],
)
def test_numbers_and_names_are_compared_in_any_language(
    language: str, fact: str, fair: str, unfair: str, found: str
) -> None:
    known = Known.of((fact,), language)
    assert known.invented(fair) == []
    assert known.invented(unfair) == [found]


def test_a_name_is_the_same_however_its_accent_is_stored() -> None:
    apart = unicodedata.normalize("NFD", "Ask for Rémi.")
    assert apart != "Ask for Rémi."
    assert invented(apart, "Rémi bakes.") == []
    assert invented("Ask for Rémi.", unicodedata.normalize("NFD", "Rémi bakes.")) == []
    assert invented(apart, "Rosa bakes.") != []


def test_hyphens_join_words_that_were_said_apart() -> None:
    assert invented("A 36-hour dough.", "Our dough ferments for 36 hours.") == []
    assert invented("A 40-hour dough.", "Our dough ferments for 36 hours.") == ["40"]
    assert KNOWN.unusual("Rosa's six-to-two day") == []


token = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1
)


@given(st.lists(token, min_size=1, max_size=12), st.randoms(), st.sampled_from(["en", "fr", "ja"]))
def test_a_facts_own_words_are_never_invented(facts: list[str], dice: Any, language: str) -> None:
    shuffled = list(facts)
    dice.shuffle(shuffled)
    assert Known.of((" ".join(facts),), language).invented(" ".join(shuffled)) == []


sentence = st.lists(
    st.sampled_from([*" ".join(FACTS).split(), "1,000", "twenty-five", "Rosa's", "6:00"]),
    min_size=1,
)


@given(sentence, st.randoms())
def test_a_facts_own_words_are_never_invented_nor_strange(facts: list[str], dice: Any) -> None:
    shuffled = list(facts)
    dice.shuffle(shuffled)
    known = Known.of((" ".join(facts),))
    assert known.invented(" ".join(shuffled)) == []
    assert known.unusual(" ".join(shuffled)) == []


@given(st.text(), st.text())
def test_any_text_can_be_screened(line: str, about: str) -> None:
    verdict = screen(line, known=KNOWN, about=about, taken=(about,), avoid=(about,))
    assert verdict.usable is (not verdict.faults)
    assert 0 <= similarity(line, about) <= 1


def test_words_of_scripts_without_spaces_are_counted() -> None:
    assert len(words("毎朝四時に焼きます")) > 3
    assert "says nothing" not in screen("毎朝焼きます", known=Known.of((), "ja")).faults
    assert words("It’s Rosa's café") == ["it's", "rosa's", "café"]


# -- worn and unproven


def test_plain_words_claim_nothing() -> None:
    assert KNOWN.unusual("Come in and see us before the day is over.") == []
    assert KNOWN.unusual("Rosa bakes a legendary panettone.") == ["legendary", "panettone"]
    assert Known.of((), "pl").unusual("Cokolwiek") == []  # no list, no verdict


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Elevate your morning.", ["elevate"]),
        ("It elevates your morning.", ["elevate"]),
        ("A game-changer for toast.", ["game-changer", "game changer"]),
        ("We’re excited!", ["we're excited"]),
        ("The journeyman baker.", []),
        ("Bread at six.", []),
    ],
)
def test_worn_phrases_are_found_in_any_form(text: str, found: list[str]) -> None:
    assert cliches(text, "en") == found


@pytest.mark.parametrize(
    ("avoid", "guilty", "innocent"),
    [
        ("100% natural", "It is 100% natural.", "Natural light in the shop."),
        ("No. 1", "We are No. 1!", "No bread on Mondays."),
        ("24/7", "Open 24/7.", "Open six to two."),
        ("Foodie", "Calling all foodies.", "Good food."),
        ("crème", "Now with CRÈME.", "Now with cream."),
    ],
)
def test_a_brands_forbidden_words_are_found_with_their_figures(
    avoid: str, guilty: str, innocent: str
) -> None:
    assert cliches(guilty, "en", (avoid,)) == [avoid]
    assert cliches(innocent, "en", (avoid,)) == []
    assert cliches("", "en", (avoid,)) == []


def test_forbidden_signs_are_found_too() -> None:
    assert cliches("Fresh bread 🔥", "en", ("🔥",)) == ["🔥"]
    assert cliches("Fresh bread", "en", ("🔥", "")) == []


def test_superlatives_need_evidence() -> None:
    assert superlatives("The best bread, number one in town.", "en") == ["best", "number one"]
    assert superlatives("Better bread.", "en") == []
    assert superlatives("Das beste Brot.", "de") == []  # no list, no verdict


def test_an_invitation_has_a_verb_of_doing() -> None:
    assert invites("Order by eight.", "en")
    assert not invites("Bread by eight.", "en")
    assert not invites("The Kettle at kettle.example/book.", "en")  # was taken for "book"
    assert invites("Chleb o ósmej.", "pl")


def test_addresses_are_seen() -> None:
    assert has_url("See nonnascrust.example today")
    assert not has_url("Open from 6.30. Bread until 2.")


def test_what_tells_is_left_without_plain_words() -> None:
    assert telling("We open the oven", "en") == {stem("oven")}


def test_common_forms_of_a_word_have_one_stem() -> None:
    for family in (("bake", "bakes", "baked", "baking"), ("stop", "stopped", "stopping")):
        assert len({stem(word) for word in family}) == 1, family
    assert stem("Rosa’s") == stem("rosa")


def test_lists_are_found_by_the_tag_of_a_region() -> None:
    assert word_list("en-GB") == word_list("EN")
    assert word_list("xx").plain == frozenset()


# -- the verdict


def faults(line: str, **how: Any) -> str:
    return "; ".join(screen(line, known=KNOWN, about=FACTS[1], **how).faults)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("Bread", "says nothing"),
        ("Rosa bakes 150 loaves a day", "not in the facts: 150"),
        ("Rosa bakes, treat yourself", "worn or unproven: treat yourself"),
        ("Rosa bakes the best loaves", "worn or unproven: best"),
        ("**Rosa** bakes loaves", "markup"),
        ("This caption: Rosa bakes", "talks about itself"),
        ("Rosa bakes legendary velvety clouds", "strays from the facts: legendary, velvety"),
    ],
)
def test_a_line_is_refused_for_a_reason(line: str, fault: str) -> None:
    assert fault in faults(line)


def test_a_line_may_be_too_long_or_told_already() -> None:
    line = "Rosa bakes 140 loaves a day."
    assert faults(line) == ""
    assert "28 characters, 20 allowed" in faults(line, limit=20)
    assert "repeats another line" in faults(line, taken=("140 loaves a day, Rosa bakes",))
    assert "worn or unproven: loaves" in faults(line, avoid=("loaves",))


def score(line: str) -> float:
    return screen(line, known=KNOWN, about=FACTS[1]).score


def test_better_lines_score_higher() -> None:
    plain = "140 loaves before the town is up."
    assert score(plain) > score("Up before the town, as always.")  # tells less of the fact
    assert score(plain) > score("140 loaves, loaves, loaves before the town is up.")
    assert score(plain) > score("140 loaves before the town is up!!!")
    assert score(plain) > score("140 fluffy loaves before the town is up.")
    assert score("Rosa: 140 loaves.") > score(FACTS[1])  # the fact said over


@given(
    st.lists(
        st.sampled_from(
            ["so", "good", "goods", "bake", "baked", "baking", "yum", "!", "🔥", "3", "it's"]
        )
    ).map(" ".join),
    st.lists(st.sampled_from(["so good", "bake", "yum!", "🔥", " ", "", "3 bake", "it’s so"])),
)
def test_worn_phrases_are_found_as_if_each_were_looked_for_alone(
    text: str, avoid: list[str]
) -> None:
    """Against the plain way: every run of the text's words with every phrase's."""

    def stands(phrase: str) -> bool:
        said, wanted = screening._tokens(text), screening._tokens(phrase)
        if not wanted:
            return bool(phrase.strip()) and phrase.strip() in text
        runs = [said[i : i + len(wanted)] for i in range(len(said) - len(wanted) + 1)]
        return any(
            all(word in screening._forms(meant) for word, meant in zip(run, wanted, strict=True))
            for run in runs
        )

    phrases = dict.fromkeys((*avoid, *word_list("en").cliches))
    assert cliches(text, "en", avoid) == [phrase for phrase in phrases if stands(phrase)]
