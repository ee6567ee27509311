// Command load asks for an address through the emulator, so many times a second, until its input ends: load PROXY URL RATE.
// Then it prints what came of it as JSON.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

func main() {
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func run(proxy, address, rate string) error {
	through, err := url.Parse(proxy)
	if err != nil {
		return err
	}
	perSecond, err := strconv.Atoi(rate)
	if err != nil {
		return err
	}
	attacker := vegeta.NewAttacker(vegeta.KeepAlive(true), vegeta.Timeout(30*time.Second), vegeta.Proxy(http.ProxyURL(through)),
		vegeta.MaxWorkers(16)) // a machine that is busy gets fewer requests, not ever more of them
	targets := vegeta.NewStaticTargeter(vegeta.Target{Method: http.MethodGet, URL: address})
	results := attacker.Attack(targets, vegeta.Rate{Freq: perSecond, Per: time.Second}, 0, "constant load")
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		attacker.Stop()
	}()
	var seen vegeta.Metrics
	for result := range results {
		seen.Add(result)
	}
	seen.Close()
	return json.NewEncoder(os.Stdout).Encode(seen)
}
