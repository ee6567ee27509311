"""The endpoints of loans."""

import base64
import hashlib
import re
from typing import Annotated, Literal
from uuid import uuid4

from fastapi import APIRouter, BackgroundTasks, Depends, Header, Path, Query, Request, Response

from app.books import Books
from app.desk import give_back
from app.models import LoanIn, LoanOut, Page, Status
from app.problem import RESPONSES, Kind, Problem
from app.store import ANY, Store
from app.tables import Loan

STEPS: dict[str, Status] = {"confirm": "confirmed", "return": "returned", "cancel": "cancelled"}


async def store(request: Request) -> Store:
    return request.app.state.store


async def books(request: Request) -> Books:
    return request.app.state.books


async def after(cursor: Annotated[str, Query(max_length=32)] = "") -> int:
    """The number of the loan that the page before ended with."""
    try:
        number = base64.urlsafe_b64decode(cursor).decode()
    except ValueError:
        number = cursor
    if number and not re.fullmatch("[0-9]{1,18}", number):
        raise Problem(Kind.MALFORMED, "cursor is none of ours: send next_cursor of the page before")
    return int(number or 0)


async def version(if_match: Annotated[str, Header()] = ANY) -> str:
    """The version that a step is for. It may be left out: which steps there are is said by the status."""
    tag = re.fullmatch(r'"([!#-~]+)"', if_match)
    if not tag and if_match != ANY:
        raise Problem(Kind.MALFORMED, "If-Match is not one ETag: send that of the last answer, with its quotes, or * for any")
    return tag[1] if tag else ANY


def etag(loan: Loan) -> str:
    return f'"{loan.version}"'


Loans = Annotated[Store, Depends(store)]
Shelf = Annotated[Books, Depends(books)]
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
Key = Annotated[str | None, Header(min_length=1, max_length=128, pattern="^[!-~]+$")]
router = APIRouter(prefix="/loans", responses=RESPONSES)


@router.get("", response_model_exclude_none=True)
def list_loans(loans: Loans, after: Annotated[int, Depends(after)], limit: Annotated[int, Query(ge=1, le=100)] = 20) -> Page:
    found = loans.page(after, limit + 1)  # the one too many tells whether there is another page
    more = base64.urlsafe_b64encode(str(found[limit - 1].number).encode()).decode() if len(found) > limit else None
    return Page(items=[LoanOut.model_validate(loan) for loan in found[:limit]], next_cursor=more)


@router.post("", status_code=201, response_model=LoanOut)
def create_loan(wanted: LoanIn, loans: Loans, books: Shelf, response: Response, idempotency_key: Key = None) -> Loan:
    """Makes one loan for each Idempotency-Key, however often it is sent."""
    id, lines = uuid4().hex, wanted.model_dump()["lines"]
    loan = loans.claim(id, idempotency_key, hashlib.sha256(wanted.model_dump_json().encode()).hexdigest())
    if loan:
        response.status_code = 200
        response.headers["Idempotency-Replayed"] = "true"
    else:
        try:
            books.reserve(id, lines)
            loan = loans.create(id, lines)
        except Exception:
            loans.abandon(id)
            raise
    response.headers.update({"Location": f"/loans/{loan.id}", "ETag": etag(loan)})
    return loan


@router.get("/{id}", response_model=LoanOut)
def get_loan(id: Id, loans: Loans, response: Response, if_none_match: Annotated[str, Header()] = "") -> Loan | Response:
    loan = loans.get(id)
    response.headers["ETag"] = etag(loan)
    if etag(loan) in [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]:
        return Response(status_code=304, headers=response.headers)
    return loan


@router.post("/{id}/{step}", response_model=LoanOut)
def move_loan(
    id: Id,
    step: Literal["confirm", "return", "cancel"],
    loans: Loans,
    books: Shelf,
    version: Annotated[str, Depends(version)],
    response: Response,
    background: BackgroundTasks,
) -> Loan:
    loan = loans.move(id, STEPS[step], version)
    background.add_task(give_back, loans, books)
    response.headers["ETag"] = etag(loan)
    return loan
