// Package ratelimit bounds how often one client may ask.
package ratelimit

import (
	"fmt"
	"math"
	"net/netip"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"

	"slipway/services/internal/problem"
)

// clients is how many are remembered, the latest ones: a few megabytes. One that
// is forgotten begins anew.
const clients = 10_000

// PerClient lets each client make so many requests a second, and twice as many
// at once. Each task counts for itself: with two of them a client has twice as
// much. Zero is no limit.
func PerClient(perSecond int, now func() time.Time) gin.HandlerFunc {
	if perSecond <= 0 {
		return func(c *gin.Context) { c.Next() }
	}
	known, err := lru.New[netip.Prefix, *rate.Limiter](clients)
	if err != nil { // for a size below one
		panic(err)
	}
	return func(c *gin.Context) {
		at := now()
		wait := limiter(known, client(c.ClientIP()), perSecond).ReserveN(at, 1)
		delay := wait.DelayFrom(at)
		if delay == 0 {
			c.Next()
			return
		}
		wait.CancelAt(at)
		c.Header("Retry-After", strconv.Itoa(int(math.Ceil(delay.Seconds()))))
		problem.Write(c, problem.TooMany, fmt.Sprintf("more than %d requests a second came from this address; wait, and send fewer", perSecond))
	}
}

func limiter(known *lru.Cache[netip.Prefix, *rate.Limiter], who netip.Prefix, perSecond int) *rate.Limiter {
	if l, ok := known.Get(who); ok {
		return l
	}
	fresh := rate.NewLimiter(rate.Limit(perSecond), 2*perSecond)
	// Another request of the same client may have come in between.
	if l, ok, _ := known.PeekOrAdd(who, fresh); ok {
		return l
	}
	return fresh
}

// client is an address, or the network of 64 bits that a client of IPv6 has for
// itself. What is no address is one client.
func client(address string) netip.Prefix {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return netip.Prefix{}
	}
	ip = ip.Unmap().WithZone("")
	bits := ip.BitLen()
	if ip.Is6() {
		bits = 64
	}
	network, err := ip.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return network
}
