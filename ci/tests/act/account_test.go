package act

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// account stands in for one that a person has bootstrapped for an environment: an emulator, from the first workflow that wants it until
// all ran. The examples of settings are for an account each: an account has one identity provider of GitHub.
func (h *harness) account(t *testing.T, environment string) {
	t.Helper()
	if h.accounts[environment] != 0 {
		return
	}
	port := freePort(t)
	log, err := os.Create(filepath.Join(h.work, "emulator-"+environment+".log"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = log.Close() }() // the emulator has its own handle of it
	cmd := h.command(h.copy, nil, h.dagger(), "--progress=plain", "call", "emulator", "--name", environment, "up", "--ports", fmt.Sprintf("%d:4566", port))
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatalf("start the emulator: %v", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait(); close(ended) }()
	h.atEnd(func() { // the end of the test interrupts it: see command
		for range ended {
		}
	})
	address := fmt.Sprintf("http://localhost:%d/_slipway/health", port)
	// The first one on a machine builds the bare-host engine before.
	for limit := time.After(20 * time.Minute); !healthy(address); {
		select {
		case err := <-ended:
			t.Fatalf("the emulator ended: %v\n%s", err, end(read(t, log.Name())))
		case <-limit:
			t.Fatalf("the emulator does not answer at %s:\n%s", address, end(read(t, log.Name())))
		case <-time.After(time.Second):
		}
	}
	h.accounts[environment] = port
	h.person(t, environment, "bootstrap")
}

func healthy(address string) bool {
	client := http.Client{Timeout: 5 * time.Second}
	resp, err := client.Get(address)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// dagger is that of the checkout under test.
func (h *harness) dagger() string { return filepath.Join(h.checkout, "ci", "dagger") }

// person calls the module as a person does, on the account of an environment.
func (h *harness) person(t *testing.T, environment string, verb ...string) string {
	t.Helper()
	args := []string{"--progress=plain", "call", "--aws", fmt.Sprintf("tcp://localhost:%d", h.accounts[environment]), "--env", environment}
	return h.must(t, h.copy, nil, h.dagger(), append(args, verb...)...)
}
