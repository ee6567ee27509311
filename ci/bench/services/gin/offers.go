package main

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// wish is a loan for a house. The pointer is there so that no extra repayment and a forgotten one are not the same.
type wish struct {
	AmountCents    int64  `json:"amount_cents" binding:"required,min=1000000,max=500000000"`
	ValueCents     int64  `json:"value_cents" binding:"required,min=1000000,max=1000000000,gtefield=AmountCents"`
	RepaymentBP    int64  `json:"repayment_bp" binding:"required,min=100,max=1000"`
	ExtraCents     *int64 `json:"extra_cents" binding:"required,min=0,max=10000000"`
	EarliestPayout string `json:"earliest_payout" binding:"required,datetime=2006-01-02"`
}

// offer is what a lender would ask until the end of the years for which its rate stands.
type offer struct {
	Years         int64  `json:"years"`
	Lender        string `json:"lender"`
	RateBP        int64  `json:"rate_bp"`
	MonthlyCents  int64  `json:"monthly_cents"`
	InterestCents int64  `json:"interest_cents"`
	FeeCents      int64  `json:"fee_cents"`
	RestCents     int64  `json:"rest_cents"`
}

type offers struct {
	EarliestPayout string  `json:"earliest_payout"`
	Offers         []offer `json:"offers"`
}

// lender asks a rate that grows with the years, in hundredths of a percent.
type lender struct {
	name                    string
	baseBP, yearBP, feeCent int64
}

var (
	lenders = []lender{
		{"Anker", 310, 4, 90_000}, {"Brücke", 322, 3, 40_000}, {"Deich", 335, 2, 0}, {"Fähre", 305, 5, 120_000},
		{"Hafen", 329, 3, 10_000}, {"Kogge", 318, 4, 25_000}, {"Leuchtturm", 341, 1, 15_000}, {"Mole", 314, 4, 60_000},
	}
	terms = []int64{5, 10, 15, 20, 30}
)

func postOffers(c *gin.Context) {
	var w wish
	if err := c.ShouldBindJSON(&w); err != nil {
		c.JSON(http.StatusUnprocessableEntity, gin.H{"detail": err.Error()})
		return
	}
	found := offers{EarliestPayout: w.EarliestPayout}
	for _, years := range terms {
		found.Offers = append(found.Offers, w.best(years))
	}
	c.JSON(http.StatusOK, found)
}

// best is the offer that costs least for each cent of debt that it takes away.
func (w wish) best(years int64) (best offer) {
	for i, l := range lenders {
		o := w.offer(l, years)
		if i == 0 || (o.InterestCents+o.FeeCents)*(w.AmountCents-best.RestCents) < (best.InterestCents+best.FeeCents)*(w.AmountCents-o.RestCents) {
			best = o
		}
	}
	return best
}

// offer follows a loan month by month, in whole cents as a bank does: a formula would round once, at the end.
func (w wish) offer(l lender, years int64) offer {
	rate := l.baseBP + l.yearBP*years + surcharge(w.AmountCents*100/w.ValueCents)
	monthly := (w.AmountCents*(rate+w.RepaymentBP) + 119_999) / 120_000
	rest, interest := w.AmountCents, int64(0)
	for month := int64(1); month <= years*12 && rest > 0; month++ {
		due := (rest*rate + 60_000) / 120_000
		interest += due
		rest += due - monthly
		if month%12 == 0 {
			rest -= *w.ExtraCents
		}
	}
	return offer{years, l.name, rate, monthly, interest, l.feeCent, max(rest, 0)}
}

// surcharge is what a lender asks where the loan is much of the house's value.
func surcharge(percent int64) int64 {
	switch {
	case percent > 90:
		return 60
	case percent > 80:
		return 30
	case percent > 60:
		return 10
	}
	return 0
}
