"""What the roles are asked, word for word.

Each ask is static first (the job, the rules, the examples) and ends with what changes, so that a
server's prefix cache holds all but the last line. Examples come from trades that no recipe is
about and mix shapes: a small model copies whatever all of its examples share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Example = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Ask:
    """A job with its examples; `about()` adds the case at hand."""

    job: str
    examples: tuple[Example, ...] = ()
    closing: str = ""

    def about(self, *lines: str) -> str:
        return "\n".join(
            [line for line in lines if line] + ([self.closing] if self.closing else [])
        )


def _business(trade: str, fact: str) -> str:
    return f"Business: {trade}\nFact: {fact}"


def _shots(closing: str, *cases: tuple[str, str, str]) -> tuple[Example, ...]:
    return tuple((f"{_business(trade, fact)}\n{closing}", answer) for trade, fact, answer in cases)


_FOUR = "Four different opening lines:"
OPENINGS = Ask(
    "Write opening lines for a social post: 3 to 9 words, plain and concrete, saying only what "
    "the fact says. Never add numbers, names, prices, food or promises that are not in the fact.",
    _shots(
        _FOUR,
        (
            "bicycle workshop",
            "A basic service takes forty minutes.",
            '{"lines": ["Forty minutes, and it brakes again.", "Got forty minutes?", '
            '"Your bike, back in forty minutes.", "One service. Forty minutes. Done."]}',
        ),
        (
            "florist",
            "The tulips come in on Thursdays, still wet.",
            '{"lines": ["Thursday is tulip day.", "Still wet. Still Thursday.", '
            '"You know it is Thursday by the tulips.", "Tulips, straight off the van."]}',
        ),
        (
            "swimming school",
            "Classes are capped at six children.",
            '{"lines": ["Six children. That is the whole class.", "We stop at six.", '
            '"Why only six in the water?", "Small class, calm water."]}',
        ),
    ),
    _FOUR,
)

_TWO = "Two ways to tell it to a customer:"
RETELLINGS = Ask(
    "Tell a customer the fact as the owner would say it over the counter: one sentence, we and "
    "you, everyday words. Keep every number, day and name. Add nothing.",
    _shots(
        _TWO,
        (
            "bicycle workshop",
            "A basic service takes forty minutes and costs 45.",
            '{"lines": ["We need forty minutes and 45 for a basic service.", '
            '"Forty minutes with us, 45 at the till, and your bike is serviced."]}',
        ),
        (
            "florist",
            "The tulips come from a grower two villages away.",
            '{"lines": ["Our tulips grow two villages away.", '
            '"The grower of our tulips lives two villages from here."]}',
        ),
    ),
    _TWO,
)

_THREE = "Three closing lines:"
CLOSINGS = Ask(
    "Write closing lines for a social post that say what to do next: 3 to 12 words, friendly, an "
    "instruction. Keep addresses, days and times exactly. Add nothing.",
    _shots(
        _THREE,
        (
            "bicycle workshop",
            "Book a slot at pedalworks.example.",
            '{"lines": ["Book your slot at pedalworks.example.", '
            '"Squeaky? Find a slot at pedalworks.example.", "Your slot: pedalworks.example."]}',
        ),
        (
            "florist",
            "The stall is on Quay Street and opens at eight on Saturdays.",
            '{"lines": ["Find us on Quay Street, Saturdays from eight.", '
            '"Saturday, eight o\'clock, Quay Street. See you there.", '
            '"Come by Quay Street on Saturday from eight."]}',
        ),
    ),
    _THREE,
)

_SHORT = "Three short forms:"
DETAILS = Ask(
    "Shorten the fact for the foot of a poster: 2 to 4 words. Keep numbers, days and names.",
    _shots(
        _SHORT,
        (
            "bicycle workshop",
            "We are open from Monday to Friday, eight to six.",
            '{"lines": ["Monday to Friday, 8 to 6", "Weekdays, 8 to 6", "Mon to Fri, 8–6"]}',
        ),
        (
            "florist",
            "Order bouquets by noon for the same day.",
            '{"lines": ["Order by noon", "By noon, same day", "Noon for today"]}',
        ),
    ),
    _SHORT,
)

_THEMES = "Four campaign ideas:"
THEMES = Ask(
    "Name the idea that holds a small campaign together: 2 to 6 words, concrete, memorable, true "
    "to the facts. No slogans about quality or passion.",
    _shots(
        _THEMES,
        (
            "bicycle workshop",
            "A basic service takes forty minutes. We keep the old parts to show you.",
            '{"lines": ["Forty minutes well spent", "See what we took off", '
            '"The honest bike shop", "Back on the road by lunch"]}',
        ),
        (
            "florist",
            "The tulips come in on Thursdays, still wet. The grower lives two villages away.",
            '{"lines": ["Thursday is tulip day", "Two villages away", "Still wet, still ours", '
            '"Flowers with a postcode"]}',
        ),
    ),
    _THEMES,
)

INTAKE = Ask(
    "Read the goal. Say in one plain sentence what people should remember after the campaign, "
    "and choose the visual mood that fits the business."
)
ASSUME = Ask(
    "Something is not known and nobody can be asked. Give the safest short answer that is true "
    "of almost any business of this kind, without numbers or names, and say why it is safe."
)
PICK = Ask("Choose the statement a customer would most want to hear about. Answer with its letter.")
QUESTIONS = Ask(
    "Write questions a small business can put to its customers on social media: 5 to 14 words, "
    "concrete, easy to answer, about their own habits and taste. Never about the business: no "
    "offers, no promises, no numbers, no names.",
    (
        (
            "Business: bicycle workshop\nAbout: a small ritual\nFour questions in English:",
            '{"lines": ["Which hill makes you push the bike?", '
            '"Do you ride in the rain, or wait it out?", '
            '"What do you always carry in your saddle bag?", '
            '"First ride of spring: with or without gloves?"]}',
        ),
        (
            "Business: swimming school\nAbout: where it comes from\nFour questions in English:",
            '{"lines": ["Who taught you to swim?", "Lake, pool or sea: where did you learn?", '
            '"How did it feel to jump in for the first time?", '
            '"Cold water: straight in, or toe by toe?"]}',
        ),
    ),
)
INVITATIONS = Ask(
    "Write closing lines that invite readers to answer a question in the comments: 2 to 8 words, "
    "friendly. Promise nothing.",
    (
        (
            "Question: Which hill makes you push the bike?\nThree closing lines in English:",
            '{"lines": ["Tell us below.", "Name your hill in the comments.", '
            '"We would like to know which."]}',
        ),
        (
            "Question: Cold water: straight in, or toe by toe?\nThree closing lines in English:",
            '{"lines": ["Say it in the comments.", "Straight or slow? Tell us.", '
            '"Write us your way."]}',
        ),
    ),
)
TONE = Ask(
    "Choose the two words that suit how this business should look and sound, and describe its "
    "voice in two to five words.",
    (
        (
            "Business: bicycle workshop. Mood: bold.",
            '{"first": "lively", "second": "casual", "voice": "Quick, plain, oily hands."}',
        ),
        (
            "Business: swimming school. Mood: calm.",
            '{"first": "calm", "second": "warm", "voice": "Calm, patient, clear."}',
        ),
    ),
)
RANK = Ask("Choose the look that suits the business and its goal best. Answer with its letter.")
FEEDBACK_TARGET = Ask(
    "Say what the feedback is about: identity (colours, logo, type, look), post (the words) or "
    "document."
)
FEEDBACK_LOOK = Ask(
    "Somebody wants a brand's look changed. Choose what they want more of, and of which part. "
    "Choose unclear if they do not say.",
    (
        ("Feedback: It hurts my eyes.", '{"wish": "calmer", "part": "all"}'),
        ("Feedback: The letters could be for a bank.", '{"wish": "more casual", "part": "type"}'),
        ("Feedback: I do not like it.", '{"wish": "unclear", "part": "all"}'),
    ),
)
_NO_LETTERS = (
    "A camera could see it. Nothing with letters or figures on it: no signs, menus, labels, books, "
    "screens. No people, no names."
)
_SUBJECTS = "Three subjects:"
PICTURE_SUBJECT = Ask(
    f"Say what a photograph for the post shows: one thing, 3 to 10 words. {_NO_LETTERS}",
    _shots(
        _SUBJECTS,
        (
            "bicycle workshop",
            "We keep the old parts to show you.",
            '{"lines": ["a worn chain beside a new one", "old brake pads in an open hand", '
            '"a tray of greasy bicycle parts"]}',
        ),
        (
            "florist",
            "The tulips come in on Thursdays, still wet.",
            '{"lines": ["tulips with drops of water on them", "wet tulips in a zinc bucket", '
            '"an armful of closed red tulips"]}',
        ),
    ),
    _SUBJECTS,
)
_SETTINGS = "Three settings:"
PICTURE_SETTING = Ask(
    f"Say where a photograph for the post is taken: 3 to 8 words, simple and uncluttered. "
    f"{_NO_LETTERS}",
    _shots(
        _SETTINGS,
        (
            "bicycle workshop",
            "We keep the old parts to show you.",
            '{"lines": ["on a scratched steel workbench", "on a folded grey rag", '
            '"against a bare brick wall"]}',
        ),
        (
            "florist",
            "The tulips come in on Thursdays, still wet.",
            '{"lines": ["on the stone floor of a stall", "in front of a plain dark wall", '
            '"on a wet wooden table"]}',
        ),
    ),
    _SETTINGS,
)
PICTURE_CHOICE = Ask("Choose how a photograph for the post is taken. Answer with one key.")
PICTURE = Ask(
    "Specify a photograph for the post. Subject: one thing, 3 to 10 words. Setting: where it is, "
    f"3 to 8 words, uncluttered. Choose light and composition by their keys. {_NO_LETTERS}"
)
WHOLE_POST = Ask(
    "Write one social post from the facts. The opening stops the thumb: 3 to 9 words. The body "
    "tells the facts as the owner would over the counter, in two to four short sentences. The "
    "closing says what to do next. The headline for the picture has 2 to 6 words. Use only the "
    "facts given: no other numbers, names, days, prices or promises. No hashtags, no emoji, no "
    "advertising words."
)
DOCUMENT = Ask("Use only what is given under Known. Write plain text without a heading.")


def facts_block(statements: Sequence[str]) -> str:
    """Facts as a list, marked as data."""
    return "Facts:\n" + "\n".join(f"- {statement}" for statement in statements)
