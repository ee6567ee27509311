package main

import (
	"context"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The test binary plays moto's process when it is asked to.
func TestMain(m *testing.M) {
	switch os.Getenv("GATEWAY_TEST_CHILD") {
	case "fails":
		os.Exit(3)
	case "sleeps":
		time.Sleep(time.Minute)
	default:
		os.Exit(m.Run())
	}
}

func TestMotoThatDiesAtStartEndsTheGateway(t *testing.T) {
	t.Setenv("GATEWAY_TEST_CHILD", "fails")
	err := run([]string{"--listen", "127.0.0.1:0", "--moto", "http://127.0.0.1:1", "--", os.Args[0]})
	if err == nil || !strings.Contains(err.Error(), "exit status 3") || !strings.Contains(err.Error(), "start the emulator again") {
		t.Errorf("got %v", err)
	}
}

func TestMotoThatDiesLaterEndsTheGateway(t *testing.T) {
	moto := httptest.NewServer(newFakeMoto(nil))
	defer moto.Close()
	t.Setenv("GATEWAY_TEST_CHILD", "sleeps")
	result := make(chan error, 1)
	go func() {
		result <- run([]string{"--listen", "127.0.0.1:0", "--moto", moto.URL, "--", "sh", "-c", "sleep 0.3; exit 4"})
	}()
	select {
	case err := <-result:
		if err == nil || !strings.Contains(err.Error(), "exit status 4") {
			t.Errorf("got %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the gateway outlived moto")
	}
}

func TestSIGTERMIsPassedOn(t *testing.T) {
	moto := httptest.NewServer(newFakeMoto(nil))
	defer moto.Close()
	t.Setenv("GATEWAY_TEST_CHILD", "sleeps")
	result := make(chan error, 1)
	go func() { result <- run([]string{"--listen", "127.0.0.1:0", "--moto", moto.URL, "--", os.Args[0]}) }()
	time.Sleep(300 * time.Millisecond)
	if err := syscall.Kill(os.Getpid(), syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-result:
		if err != nil {
			t.Errorf("got %v, want a clean end", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the gateway did not stop")
	}
}

func TestMotoThatDoesNotAnswerIsNamed(t *testing.T) {
	target, _ := url.Parse("http://127.0.0.1:1")
	moto, err := startChild(nil)
	if err != nil {
		t.Fatal(err)
	}
	err = awaitMoto(context.Background(), target, moto, 200*time.Millisecond)
	if err == nil || !strings.Contains(err.Error(), "http://127.0.0.1:1") || !strings.Contains(err.Error(), "--moto") {
		t.Errorf("got %v", err)
	}
}

func TestMotoAddressIsChecked(t *testing.T) {
	if err := run([]string{"--moto", "nonsense"}); err == nil || !strings.Contains(err.Error(), "--moto") {
		t.Errorf("got %v", err)
	}
}
