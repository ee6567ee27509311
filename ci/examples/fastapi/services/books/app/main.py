"""The books of a small library."""

from fastapi import APIRouter, FastAPI, HTTPException
from pydantic import BaseModel


class Book(BaseModel):
    isbn: str
    title: str


BOOKS = {
    book.isbn: book
    for book in (
        Book(isbn="9780131103627", title="The C Programming Language"),
        Book(isbn="9780134190440", title="The Go Programming Language"),
    )
}

router = APIRouter(prefix="/books")


@router.get("/healthz")
def healthz() -> dict[str, str]:
    return {"status": "ok"}


@router.get("")
def books() -> list[Book]:
    return list(BOOKS.values())


@router.get("/{isbn}")
def book(isbn: str) -> Book:
    if isbn not in BOOKS:
        raise HTTPException(status_code=404, detail=f"there is no book {isbn}")
    return BOOKS[isbn]


app = FastAPI(title="books")
app.include_router(router)
