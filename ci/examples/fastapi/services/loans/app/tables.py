"""The tables, by SQLAlchemy: in the database of DATABASE_URL, or in SQLite's memory, which ends with the process."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, URL, BigInteger, DateTime, Engine, Integer, QueuePool, create_engine, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.models import Status


def new_version() -> str:
    return secrets.token_hex(8)


class Base(DeclarativeBase):
    type_annotation_map = {datetime: DateTime(timezone=True), list[dict[str, Any]]: JSON}


class Loan(Base):
    __tablename__ = "loans"

    number: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    status: Mapped[Status]
    lines: Mapped[list[dict[str, Any]]]
    created_at: Mapped[datetime]
    version: Mapped[str] = mapped_column(default=new_version)


class Attempt(Base):
    """A loan that is being made, or was made, and from when on its books are to be given back."""

    __tablename__ = "attempts"

    id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str | None] = mapped_column(unique=True)
    fingerprint: Mapped[str]
    due: Mapped[datetime | None] = mapped_column(index=True)


def connect(url: str | None) -> Engine:
    if url:
        # A caller waits for no more than a few seconds.
        patience = {"connect_timeout": 2, "options": "-c statement_timeout=5000"}
        engine = create_engine(address(url), pool_pre_ping=True, pool_timeout=5, connect_args=patience)
    else:
        # One connection, for which threads take turns: another one would have a memory of its own.
        alone = {"check_same_thread": False}
        engine = create_engine("sqlite://", poolclass=QueuePool, pool_size=1, max_overflow=0, connect_args=alone)
    Base.metadata.create_all(engine)  # tables that are to change once they hold loans want Alembic
    return engine


def address(url: str) -> URL:
    try:
        return make_url(url).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError):  # whose words may be a part of the password
        raise ArgumentError("DATABASE_URL is not postgresql://USER:PASSWORD@HOST/NAME: escape what is special in the password") from None
