"""What lenders would ask for a loan for a house, in whole cents throughout: a float cannot hold them."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator


class Wish(BaseModel):
    amount_cents: Annotated[int, Field(strict=True, ge=1_000_000, le=500_000_000)]
    value_cents: Annotated[int, Field(strict=True, ge=1_000_000, le=1_000_000_000)]
    repayment_bp: Annotated[int, Field(strict=True, ge=100, le=1000)]
    extra_cents: Annotated[int, Field(strict=True, ge=0, le=10_000_000)]
    earliest_payout: date

    @model_validator(mode="after")
    def no_more_than_the_house(self) -> Self:
        if self.amount_cents > self.value_cents:
            raise ValueError("the loan is more than the house")
        return self


class Offer(BaseModel):
    """What a lender would ask until the end of the years for which its rate stands."""

    years: int
    lender: str
    rate_bp: int
    monthly_cents: int
    interest_cents: int
    fee_cents: int
    rest_cents: int


class Offers(BaseModel):
    earliest_payout: date
    offers: list[Offer]


@dataclass(frozen=True, slots=True)
class Lender:
    """Asks a rate that grows with the years, in hundredths of a percent."""

    name: str
    base_bp: int
    year_bp: int
    fee_cents: int


LENDERS = [
    Lender("Anker", 310, 4, 90_000),
    Lender("Brücke", 322, 3, 40_000),
    Lender("Deich", 335, 2, 0),
    Lender("Fähre", 305, 5, 120_000),
    Lender("Hafen", 329, 3, 10_000),
    Lender("Kogge", 318, 4, 25_000),
    Lender("Leuchtturm", 341, 1, 15_000),
    Lender("Mole", 314, 4, 60_000),
]
TERMS = (5, 10, 15, 20, 30)


def surcharge(percent: int) -> int:
    """What a lender asks where the loan is much of the house's value."""
    if percent > 90:
        return 60
    if percent > 80:
        return 30
    return 10 if percent > 60 else 0


def offer(wish: Wish, lender: Lender, years: int) -> Offer:
    """Follows a loan month by month, in whole cents as a bank does: a formula would round once, at the end."""
    amount, extra = wish.amount_cents, wish.extra_cents
    rate = lender.base_bp + lender.year_bp * years + surcharge(amount * 100 // wish.value_cents)
    monthly = (amount * (rate + wish.repayment_bp) + 119_999) // 120_000
    rest, interest = amount, 0
    for month in range(1, years * 12 + 1):
        if rest <= 0:
            break
        due = (rest * rate + 60_000) // 120_000
        interest += due
        rest += due - monthly
        if month % 12 == 0:
            rest -= extra
    return Offer(
        years=years,
        lender=lender.name,
        rate_bp=rate,
        monthly_cents=monthly,
        interest_cents=interest,
        fee_cents=lender.fee_cents,
        rest_cents=max(rest, 0),
    )


def best(wish: Wish, years: int) -> Offer:
    """The offer that costs least for each cent of debt that it takes away."""
    amount = wish.amount_cents
    found = offer(wish, LENDERS[0], years)
    for lender in LENDERS[1:]:
        o = offer(wish, lender, years)
        if (o.interest_cents + o.fee_cents) * (amount - found.rest_cents) < (found.interest_cents + found.fee_cents) * (
            amount - o.rest_cents
        ):
            found = o
    return found


def compare(wish: Wish) -> Offers:
    return Offers(earliest_payout=wish.earliest_payout, offers=[best(wish, years) for years in TERMS])
