"""The endpoints of books and of their reservations."""

import base64
import re
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response

from app.library import ANY, Library
from app.models import ISBN, Book, BookIn, Page, Reservation
from app.problem import RESPONSES, Kind, Problem


async def library(request: Request) -> Library:
    return request.app.state.library


async def after(cursor: Annotated[str, Query(max_length=64)] = "") -> str:
    """The ISBN that the page before ended with."""
    try:
        isbn = base64.urlsafe_b64decode(cursor).decode()
    except ValueError:
        isbn = cursor
    if isbn and not re.fullmatch(ISBN, isbn):
        raise Problem(Kind.MALFORMED, "cursor is none of ours: send next_cursor of the page before")
    return isbn


async def version(if_match: Annotated[str | None, Header()] = None) -> str:
    """The version that is to be changed: two who change a book at once would lose the work of one."""
    if if_match is None:
        raise Problem(Kind.PRECONDITION_REQUIRED, "If-Match is missing: send the ETag of the book that you read, or * for any")
    tag = re.fullmatch(r'"([!#-~]+)"', if_match)
    if not tag and if_match != ANY:
        raise Problem(Kind.MALFORMED, "If-Match is not one ETag: send that of the last answer, with its quotes, or * for any")
    return tag[1] if tag else ANY


def etag(book: Book) -> str:
    return f'"{book.version}"'


Books = Annotated[Library, Depends(library)]
Version = Annotated[str, Depends(version)]
Isbn = Annotated[str, Path(pattern=ISBN)]
ReservationId = Annotated[str, Path(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
router = APIRouter(prefix="/books", responses=RESPONSES)


@router.get("", response_model_exclude_none=True)
def list_books(books: Books, after: Annotated[str, Depends(after)], limit: Annotated[int, Query(ge=1, le=100)] = 20) -> Page:
    found = books.page(after, limit + 1)  # the one too many tells whether there is another page
    more = base64.urlsafe_b64encode(found[limit - 1].isbn.encode()).decode() if len(found) > limit else None
    return Page(items=found[:limit], next_cursor=more)


@router.post("", status_code=201, response_model_exclude_none=True)
def create_book(wanted: BookIn, books: Books, response: Response) -> Book:
    book = Book(**wanted.model_dump())
    books.create(book)
    response.headers.update({"Location": f"/books/{book.isbn}", "ETag": etag(book)})
    return book


@router.get("/{isbn}", response_model=Book, response_model_exclude_none=True)
def get_book(isbn: Isbn, books: Books, response: Response, if_none_match: Annotated[str, Header()] = "") -> Book | Response:
    book = books.get(isbn)
    response.headers["ETag"] = etag(book)
    if etag(book) in [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]:
        return Response(status_code=304, headers=response.headers)
    return book


@router.put("/{isbn}", response_model_exclude_none=True)
def replace_book(isbn: Isbn, wanted: BookIn, books: Books, version: Version, response: Response) -> Book:
    if wanted.isbn != isbn:
        raise Problem(Kind.INVALID, f"isbn is {wanted.isbn} in the body and {isbn} in the path: an isbn does not change")
    book = Book(**wanted.model_dump())
    books.replace(book, version)
    response.headers["ETag"] = etag(book)
    return book


@router.delete("/{isbn}", status_code=204)
def delete_book(isbn: Isbn, books: Books, version: Version) -> None:
    books.delete(isbn, version)


@router.put("/reservations/{id}")
def reserve(id: ReservationId, wanted: Reservation, books: Books) -> Reservation:
    books.reserve(id, wanted.lines)
    return wanted


@router.delete("/reservations/{id}", status_code=204)
def release(id: ReservationId, books: Books) -> None:
    books.release(id)
