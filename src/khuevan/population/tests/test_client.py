"""The population database is asked over HTTP, and whatever it does wrong nobody takes for an answer."""

from dataclasses import replace

import pytest

from khuevan.population.client import OPENS_AFTER, STAYS_OPEN, Circuit
from khuevan.population.contracts import Held, Question
from khuevan.population.rules import NotConnected, Unreachable

ASKED = [
    Question("a", "001312000001", "Nguyễn Thị Minh Ánh", "2012", 2),
    Question("b", "999999999999", "Ai Đó", "", 0),
]
ANSWER = {"a": Held("Nguyễn Thị Minh Ánh", "2012-05-01", 2), "b": None}


def test_each_question_of_a_batch_has_its_answer(simulated):
    assert simulated.client().ask(ASKED) == ANSWER


@pytest.mark.parametrize("fault", ["500", "garbage", "stranger", "drop"])
def test_after_a_bad_answer_it_is_asked_again(simulated, fault):
    simulated.next(fault)

    assert simulated.client().ask(ASKED) == ANSWER


@pytest.mark.parametrize("fault", ["500", "garbage", "stranger", "drop"])
def test_what_never_answers_sensibly_is_refused_after_the_last_try(simulated, fault):
    simulated.next(fault, fault, fault)
    waited: list[float] = []

    with pytest.raises(Unreachable):
        simulated.client(pauses=(0.2, 1.0), pause=waited.append).ask(ASKED)
    assert waited == [0.2, 1.0]
    assert simulated.client().ask(ASKED) == ANSWER


def test_a_silent_one_is_given_up_after_the_time_out(simulated):
    simulated.next("hang")

    with pytest.raises(Unreachable):
        simulated.client(timeout=0.2, pauses=()).ask(ASKED)


def test_the_tries_of_one_asking_are_one_asking_there(simulated):
    before = simulated.batches()
    simulated.next("500", "500")

    simulated.client().ask(ASKED)
    assert simulated.batches() == before + 1


def test_while_it_is_down_it_is_left_alone(simulated):
    now, circuit = [100.0], Circuit()
    client = simulated.client(pauses=(), clock=lambda: now[0], circuit=circuit)
    simulated.next(*["500"] * OPENS_AFTER)
    for _ in range(OPENS_AFTER):
        with pytest.raises(Unreachable):
            client.ask(ASKED)

    with pytest.raises(Unreachable):  # it would answer now, and is not asked
        client.ask(ASKED)
    now[0] += STAYS_OPEN
    assert client.ask(ASKED) == ANSWER
    assert circuit.failures == 0


def test_a_wrong_secret_is_no_way_in(simulated):
    with pytest.raises(Unreachable):
        replace(simulated.client(pauses=()), secret="another").ask(ASKED)


def test_without_an_address_nothing_is_asked(simulated):
    with pytest.raises(NotConnected):
        replace(simulated.client(), url="").ask(ASKED)


def test_the_platform_s_own_names_are_a_setting(simulated):
    names = {"name": "hoVaTen"}

    with pytest.raises(Unreachable):  # the simulator does not call it so
        simulated.client(pauses=(), names=names).ask(ASKED)
