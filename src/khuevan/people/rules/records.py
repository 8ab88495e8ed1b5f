"""What may be asked to be corrected."""

from __future__ import annotations

from khuevan_kernel.law import Refusal, msgid

FIELDS = ("name", "birth_date", "sex", "ethnicity", "nationality", "identifier", "guardian", "unit", "other")
ANSWERS = ("accepted", "declined")


class NothingToCorrect(Refusal):
    """The request names no field that a record has, or does not say what it should be."""

    code = "people.nothing-to-correct"
    says = msgid("Yêu cầu chưa nói rõ điều gì sai, hoặc đúng ra là gì.")
    remedy = msgid("Chọn điều chưa đúng và ghi điều đúng.")


class AnsweredAlready(Refusal):
    """The request has its answer: it stands."""

    code = "people.answered-already"
    says = msgid("Yêu cầu đính chính này đã được trả lời.")
    remedy = msgid("Xem câu trả lời ở yêu cầu. Nếu câu trả lời sai, người yêu cầu gửi một yêu cầu mới.")


class AnswerUnclear(Refusal):
    """The answer is neither yes nor no, or has no reason."""

    code = "people.answer-unclear"
    says = msgid("Câu trả lời chưa nói rõ chấp nhận hay không, hoặc chưa có lý do.")
    remedy = msgid("Chọn một trong hai và ghi lý do để người yêu cầu hiểu.")


class OwnRequest(Refusal):
    """Nobody answers what they asked for themselves."""

    code = "people.own-request"
    says = msgid("Không ai tự trả lời yêu cầu của chính mình.")
    remedy = msgid("Nhờ một người khác cùng phụ trách trả lời.")


def require_a_correction(field: str, should_be: str) -> None:
    """Refuses with ``NothingToCorrect`` what an office could not act on."""
    if field not in FIELDS or not should_be.strip():
        raise NothingToCorrect(field=field if field in FIELDS else "")


def require_an_answer(*, answer: str, reason: str, standing: str, own: bool) -> None:
    """Refuses an answer where one stands, to one's own request, or that says nothing."""
    if standing:
        raise AnsweredAlready()
    if own:
        raise OwnRequest()
    if answer not in ANSWERS or not reason.strip():
        raise AnswerUnclear()


def masked(value: str) -> str:
    """A number of which the last three signs are left, to recognise but not to use it.

    >>> masked("001301000001"), masked("12")
    ('•••••••••001', '••')
    """
    return "•" * (len(value) - 3) + value[-3:] if len(value) > 5 else "•" * len(value)
