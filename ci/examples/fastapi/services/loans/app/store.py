"""What may be done with loans. Each method is one transaction, and what it refuses is a Problem."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import Select, delete, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from app.models import NEXT, Status
from app.problem import Kind, Problem
from app.tables import Attempt, Loan, connect, new_version

# How long a loan may take to be made, before it is taken for that of a task that was killed.
PATIENCE = timedelta(minutes=1)
ANY = "*"  # as If-Match says it
AGAIN = {"Retry-After": "1"}


def now() -> datetime:
    return datetime.now(UTC)


class Store:
    def __init__(self, url: str | None) -> None:
        self.url = url

    @cached_property
    def begin(self) -> Callable[[], AbstractContextManager[Session]]:
        """Opened when it is first needed: without its database the service starts, and says what it lacks."""
        return sessionmaker(connect(self.url), expire_on_commit=False).begin

    def check(self) -> None:
        with self.begin() as session:
            session.execute(text("SELECT 1"))

    def page(self, after: int, limit: int) -> list[Loan]:
        with self.begin() as session:
            return list(session.scalars(select(Loan).where(Loan.number > after).order_by(Loan.number).limit(limit)))

    def get(self, id: str) -> Loan:
        with self.begin() as session:
            return one(session, select(Loan).where(Loan.id == id), id)

    def claim(self, id: str, key: str | None, fingerprint: str) -> Loan | None:
        """Writes down that a loan is being made, or finds the one that was made with the key before."""
        try:
            with self.begin() as session:
                session.add(Attempt(id=id, key=key, fingerprint=fingerprint, due=now() + PATIENCE))
            return None
        except IntegrityError:  # the key is there
            pass
        with self.begin() as session:
            before = session.scalar(select(Attempt).where(Attempt.key == key))
            if before and before.fingerprint != fingerprint:
                raise Problem(Kind.KEY_REUSED, "Idempotency-Key stands for another loan: send a new key for a new loan")
            if before and (loan := session.scalar(select(Loan).where(Loan.id == before.id))):
                return loan
            raise Problem(Kind.IN_PROGRESS, "a loan with this Idempotency-Key is being made: send it again in a second", AGAIN)

    def create(self, id: str, lines: list[dict[str, Any]]) -> Loan:
        with self.begin() as session:
            attempt = session.scalar(select(Attempt).where(Attempt.id == id, Attempt.due > now()).with_for_update())
            if attempt is None:
                raise Problem(Kind.UNAVAILABLE, "its books were reserved for too long: send the same request again", AGAIN)
            attempt.due = None
            loan = Loan(id=id, status="pending", lines=lines, created_at=now())
            session.add(loan)
        return loan

    def abandon(self, id: str) -> None:
        """Uses up no key, and has the books given back."""
        with self.begin() as session:
            session.execute(update(Attempt).where(Attempt.id == id).values(key=None, due=now()))

    def move(self, id: str, to: Status, version: str) -> Loan:
        with self.begin() as session:
            loan = one(session, select(Loan).where(Loan.id == id).with_for_update(), id)
            if loan.status == to:  # who got no answer asks again
                return loan
            if version not in (ANY, loan.version):
                raise Problem(Kind.CHANGED, f"loan {id} has another version now: get it, and send your step with its new ETag")
            if to not in NEXT[loan.status]:
                possible = " or ".join(NEXT[loan.status]) or "nothing else"
                raise Problem(Kind.CONFLICT, f"loan {id} is {loan.status}: it can become {possible}")
            loan.status, loan.version = to, new_version()
            if not NEXT[to]:
                session.execute(update(Attempt).where(Attempt.id == id).values(due=now()))
        return loan

    def due(self) -> list[str]:
        with self.begin() as session:
            return list(session.scalars(select(Attempt.id).where(Attempt.due <= now()).order_by(Attempt.due).limit(100)))

    def given_back(self, id: str) -> None:
        with self.begin() as session:
            made = select(Loan.id).where(Loan.id == id).exists()
            session.execute(update(Attempt).where(Attempt.id == id, made).values(due=None))
            session.execute(delete(Attempt).where(Attempt.id == id, ~made))


def one(session: Session, query: Select[Loan], id: str) -> Loan:
    loan = session.scalar(query)
    if loan is None:
        raise Problem(Kind.MISSING, f"there is no loan {id}: list the loans to see which there are")
    return loan
