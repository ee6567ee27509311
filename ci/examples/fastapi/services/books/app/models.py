"""Books and reservations, as callers send and get them."""

import secrets
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

ISBN = r"^[0-9]{13}$"


def new_version() -> str:
    """Drawn, not counted: a book that is deleted and made again has no version of the one before."""
    return secrets.token_hex(8)


class BookIn(BaseModel, extra="forbid"):
    isbn: Annotated[str, Field(pattern=ISBN)]
    title: Annotated[str, Field(min_length=1, max_length=200)]
    stock: Annotated[int | None, Field(strict=True, ge=0, le=1_000_000, description="nobody counts without it")] = None


class Book(BaseModel):
    isbn: str
    title: str
    stock: int | None = None
    version: str = Field(default_factory=new_version, description="the ETag without its quotes")


class Page(BaseModel):
    items: list[Book]
    next_cursor: str | None = None


class Line(BaseModel, extra="forbid"):
    isbn: Annotated[str, Field(pattern=ISBN)]
    quantity: Annotated[int, Field(ge=1, le=1000)]


def once(lines: list[Line]) -> list[Line]:
    if len({line.isbn for line in lines}) < len(lines):
        raise ValueError("an isbn is in two lines: add up their quantities")
    return lines


class Reservation(BaseModel, extra="forbid"):
    lines: Annotated[list[Line], Field(min_length=1, max_length=50), AfterValidator(once)]


class Health(BaseModel):
    status: str
    checks: dict[str, str] = {}
