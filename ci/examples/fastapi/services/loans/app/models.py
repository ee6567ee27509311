"""Loans, as callers send and get them."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

Status = Literal["pending", "confirmed", "returned", "cancelled"]
# What may follow what. What is final gives the books back.
NEXT: dict[Status, list[Status]] = {
    "pending": ["confirmed", "cancelled"],
    "confirmed": ["returned", "cancelled"],
    "returned": [],
    "cancelled": [],
}


class Line(BaseModel, extra="forbid"):
    isbn: Annotated[str, Field(pattern=r"^[0-9]{13}$")]
    quantity: Annotated[int, Field(strict=True, ge=1, le=1000)]


def once(lines: list[Line]) -> list[Line]:
    if len({line.isbn for line in lines}) < len(lines):
        raise ValueError("an isbn is in two lines: add up their quantities")
    return lines


def utc(at: datetime) -> datetime:
    """SQLite forgets the zone."""
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


class LoanIn(BaseModel, extra="forbid"):
    lines: Annotated[list[Line], Field(min_length=1, max_length=50), AfterValidator(once)]


class LoanOut(BaseModel, from_attributes=True):
    id: str
    status: Status
    lines: list[Line]
    created_at: Annotated[datetime, AfterValidator(utc)]
    version: Annotated[str, Field(description="the ETag without its quotes")]


class Page(BaseModel):
    items: list[LoanOut]
    next_cursor: str | None = None


class Health(BaseModel):
    status: str
    checks: dict[str, str] = {}
