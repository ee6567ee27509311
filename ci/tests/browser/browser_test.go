// Package browser looks at pages and pictures in a real browser, at the width of a desk and of a telephone, in light and in dark.
package browser

import (
	"context"
	_ "embed"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// rules is a function of the page, which returns the faults of all its text.
//
//go:embed rules.js
var rules string

// What the environment names: folders of what is looked at and for what was seen; the address of a service, and what its page says.
const (
	looksAt = "SLIPWAY_LOOKS"
	shots   = "SLIPWAY_SHOTS"
	served  = "SLIPWAY_SERVED"
	serves  = "SLIPWAY_SERVES"
)

var (
	widths  = []int64{1280, 400}
	schemes = []string{"light", "dark"}
)

// window opens a browser, and ends it with the test.
func window(t *testing.T) context.Context {
	t.Helper()
	// As root in a container there is no sandbox, and all that is opened is ours.
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.NoSandbox)
	browser, end := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(end)
	tab, leave := chromedp.NewContext(browser)
	t.Cleanup(leave)
	if err := chromedp.Do(tab); err != nil {
		t.Fatalf("open Chromium: %v: install it, in Debian the package chromium", err)
	}
	return tab
}

// patience is how long one page may take.
const patience = time.Minute

// look opens a file at a width and in a colour scheme, and returns its faults and a picture of all of it.
func look(ctx context.Context, file string, width int64, scheme string) (faults []string, shot []byte, err error) {
	absolute, err := filepath.Abs(file)
	if err != nil {
		return nil, nil, err
	}
	address := url.URL{Scheme: "file", Path: absolute}
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	dark := func(ctx context.Context, tab *chromedp.Target) (chromedp.Void, error) {
		features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
		return chromedp.Void{}, err
	}
	err = chromedp.Do(ctx, chromedp.EmulateViewport(width, 800), dark, chromedp.Navigate(address.String()),
		// The fonts decide how wide a text is.
		chromedp.Evaluate[chromedp.Void]("document.fonts.ready.then(() => true)", chromedp.EvalAwaitPromise))
	if err == nil {
		faults, err = chromedp.Run(ctx, chromedp.Evaluate[[]string]("("+rules+")()"))
	}
	if err == nil {
		shot, err = chromedp.Run(ctx, chromedp.FullScreenshot(100))
	}
	if err != nil {
		err = fmt.Errorf("look at %s: %w", file, err)
	}
	return faults, shot, err
}

// TestLooks looks at each page and picture of a folder.
func TestLooks(t *testing.T) {
	folder := os.Getenv(looksAt)
	if folder == "" {
		t.Skipf("%s names no folder with pages", looksAt)
	}
	var files []string
	for _, pattern := range []string{"*.html", "*.svg"} {
		found, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) == 0 {
		t.Fatalf("%s has neither a page nor a picture: put .html or .svg files into it", folder)
	}
	ctx := window(t)
	for _, file := range files {
		for _, width := range widths {
			for _, scheme := range schemes {
				name := fmt.Sprintf("%s-%d-%s", filepath.Base(file), width, scheme)
				t.Run(name, func(t *testing.T) {
					faults, shot, err := look(ctx, file, width, scheme)
					if err != nil {
						t.Fatal(err)
					}
					for _, fault := range faults {
						t.Error(fault)
					}
					keep(t, name+".png", shot)
				})
			}
		}
	}
}

// TestServed opens the address of a service, and wants its answer on the page.
func TestServed(t *testing.T) {
	address, text := os.Getenv(served), os.Getenv(serves)
	if address == "" {
		t.Skipf("%s names no address", served)
	}
	ctx, stop := context.WithTimeout(window(t), patience)
	defer stop()
	if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
		t.Fatalf("open %s: %v", address, err)
	}
	page, err := chromedp.Run(ctx, chromedp.Evaluate[string]("document.body.innerText"))
	if err != nil {
		t.Fatalf("read the page of %s: %v", address, err)
	}
	if text == "" || !strings.Contains(page, text) {
		t.Errorf("%s shows %q, and %q is not in it", address, page, text)
	}
}

// keep saves a picture where the environment wants them.
func keep(t *testing.T, name string, shot []byte) {
	t.Helper()
	folder := os.Getenv(shots)
	if folder == "" {
		return
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name), shot, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestRules holds that each rule can say no, and says nothing of what is right: each file of testdata names in its first line the rules
// that it breaks, at either width and in either scheme.
func TestRules(t *testing.T) {
	files, err := filepath.Glob("testdata/*")
	if err != nil || len(files) < 8 {
		t.Fatalf("testdata has %d files, %v", len(files), err)
	}
	ctx := window(t)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			_, comment, _ := strings.Cut(string(text), "<!-- breaks: ")
			comment, _, found := strings.Cut(comment, " -->")
			if !found {
				t.Fatal("its first line does not say what it breaks: <!-- breaks: RULE, RULE -->, or nothing")
			}
			var want []string
			if comment != "nothing" {
				want = strings.Split(comment, ", ")
			}
			got := map[string]bool{}
			for _, width := range widths {
				for _, scheme := range schemes {
					faults, _, err := look(ctx, file, width, scheme)
					if err != nil {
						t.Fatal(err)
					}
					for _, fault := range faults {
						rule, _, _ := strings.Cut(fault, ":")
						got[rule] = true
						if !slices.Contains(want, rule) {
							t.Errorf("at %d in %s it is called %s", width, scheme, fault)
						}
					}
				}
			}
			for _, rule := range want {
				if !got[rule] {
					t.Errorf("nobody noticed that it breaks the rule %q: %v", rule, got)
				}
			}
		})
	}
}
