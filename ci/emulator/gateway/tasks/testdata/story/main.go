// Command story is the program of the stories' images: its arguments say how it fares.
package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	fate, rest := "serve", []string{}
	if len(os.Args) > 1 {
		fate, rest = os.Args[1], os.Args[2:]
	}
	switch fate {
	case "exit":
		fmt.Fprintln(os.Stderr, "cannot go on: the settings are incomplete")
		code, _ := strconv.Atoi(rest[0])
		os.Exit(code)
	case "write":
		try(os.WriteFile(rest[0], []byte("x"), 0o600))
	case "root":
		_, err := os.ReadFile("/secret")
		try(err)
	case "eat":
		eat()
	case "slow":
		wait, err := time.ParseDuration(rest[0])
		try(err)
		time.Sleep(wait)
	case "stubborn":
		signal.Ignore(syscall.SIGTERM)
		serve(context.Background())
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	serve(ctx)
}

func try(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "story:", err)
		os.Exit(1)
	}
}

func eat() {
	var all [][]byte
	for {
		piece := make([]byte, 1<<20)
		for i := range piece {
			piece[i] = 1
		}
		all = append(all, piece)
	}
}

func serve(ctx context.Context) {
	http.HandleFunc("/moved", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusTemporaryRedirect) })
	http.HandleFunc("/env", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, strings.Join(os.Environ(), "\n")) })
	http.HandleFunc("/status", func(w http.ResponseWriter, _ *http.Request) {
		status, _ := os.ReadFile("/proc/self/status")
		_, _ = w.Write(status)
	})
	// What a service of the task sees elsewhere.
	http.HandleFunc("/ask", func(w http.ResponseWriter, r *http.Request) {
		answer, err := http.Get(r.URL.Query().Get("url"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer answer.Body.Close()
		_, _ = io.Copy(w, answer.Body)
	})
	http.HandleFunc("/work", func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(50 * time.Millisecond)
		fmt.Fprintln(w, "ok")
	})
	http.HandleFunc("/database", database)
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	server := &http.Server{Addr: ":8080"}
	go func() { try(server.ListenAndServe()) }()
	fmt.Println("story: serving as", os.Getuid())
	<-ctx.Done()
	fmt.Println("story: told to end")
}
