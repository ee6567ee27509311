// Package ratelimit bounds how often one client may ask.
package ratelimit

import (
	"fmt"
	"math"
	"net/netip"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jellydator/ttlcache/v3"
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
	known := remember(clients)
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

// limiters are those of the clients that asked last.
type limiters = ttlcache.Cache[netip.Prefix, *rate.Limiter]

func remember(clients uint64) *limiters {
	return ttlcache.New(ttlcache.WithCapacity[netip.Prefix, *rate.Limiter](clients))
}

func limiter(known *limiters, who netip.Prefix, perSecond int) *rate.Limiter {
	l, _ := known.GetOrSetFunc(who, func() *rate.Limiter { return rate.NewLimiter(rate.Limit(perSecond), 2*perSecond) })
	return l.Value()
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
