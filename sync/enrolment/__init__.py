"""What lies in an invitation's mailbox: the offer, the request and the answer, in this order.

Each part is bound to its mailbox and to its place in it: a part of another invitation, or one in
another's place, does not open. Whoever has the code may have written the bytes, so reading is
strict, and what does not fit is refused with an error of ours.
"""

from sync.enrolment.answer import MAX_ANSWER, Answer, GrantedSpace
from sync.enrolment.offer import Offer, OfferedSpace
from sync.enrolment.request import Request
from sync.enrolment.shapes import MAX_NAME, MAX_PART, MAX_SPACES

__all__ = [
    "MAX_ANSWER",
    "MAX_NAME",
    "MAX_PART",
    "MAX_SPACES",
    "Answer",
    "GrantedSpace",
    "Offer",
    "OfferedSpace",
    "Request",
]
