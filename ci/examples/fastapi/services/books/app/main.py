"""The books of a small library."""

import base64
import hashlib
import os
import re
from typing import Annotated

from botocore.exceptions import BotoCoreError, ClientError
from fastapi import APIRouter, Depends, FastAPI, Header, Query, Request, Response
from pydantic import BaseModel, Field

from app import problem
from app.problem import Problem
from app.store import Exists, Item, Store, from_environment

ISBN = r"^[0-9]{13}$"


class Book(BaseModel):
    isbn: Annotated[str, Field(pattern=ISBN)]
    title: Annotated[str, Field(min_length=1, max_length=200)]


class Page(BaseModel):
    items: list[Book]
    next_cursor: str | None = None


def store(request: Request) -> Store:
    return request.app.state.store


Books = Annotated[Store, Depends(store)]
router = APIRouter(prefix="/books")


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """Asks nobody: ECS stops tasks that fail it, and a new task would have the same table."""
    return {"status": "ok"}


@router.get("/version")
def version() -> dict[str, str]:
    return {"digest": os.environ.get("IMAGE_DIGEST", "")}


@router.get("", response_model_exclude_none=True)
def books(books: Books, limit: Annotated[int, Query(ge=1, le=100)] = 20, cursor: str = "") -> Page:
    try:
        after = base64.urlsafe_b64decode(cursor).decode()
    except ValueError:
        after = cursor
    if after and not re.match(ISBN, after):
        raise Problem(400, "malformed", "cursor is none of ours: send next_cursor of the page before")
    items = books.page(after, limit)
    more = base64.urlsafe_b64encode(items[-1]["isbn"].encode()).decode() if len(items) == limit else None
    return Page(items=items, next_cursor=more)


@router.get("/{isbn}", response_model=Book)
def book(isbn: str, books: Books, response: Response, if_none_match: Annotated[str, Header()] = "") -> Item | Response:
    found = books.get(isbn) if re.match(ISBN, isbn) else None
    if found is None:
        raise Problem(404, "missing", f"there is no book {isbn}: list the books to see which there are")
    response.headers["ETag"] = etag(found)
    if if_none_match == etag(found):
        return Response(status_code=304, headers=response.headers)
    return found


@router.post("", status_code=201)
def create(book: Book, books: Books, response: Response) -> Book:
    try:
        books.create(book.model_dump())
    except Exists:
        raise Problem(409, "exists", f"there is a book {book.isbn} already") from None
    response.headers.update({"Location": f"/books/{book.isbn}", "ETag": etag(book.model_dump())})
    return book


def etag(item: Item) -> str:
    return f'"{hashlib.sha256(item["title"].encode()).hexdigest()[:16]}"'


async def unavailable(_: Request, __: Exception) -> Response:
    return problem.answer(503, "urn:problem-type:library:unavailable", "the table does not answer: try again", {"Retry-After": "1"})


app = FastAPI(title="books")
app.state.store = from_environment()
app.include_router(router)
problem.install(app)
for failure in (BotoCoreError, ClientError):
    app.add_exception_handler(failure, unavailable)
