package story

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"dagger/slipway/internal/engineerror"
)

// Notes are what the end of a run says besides what it did, whether it went well or not. The zero Notes are none. Parts of a run that go side
// by side may write them.
type Notes struct {
	mu              sync.Mutex
	found, warnings []string
}

// Find keeps what was found of other runs. What a second plan finds again is said once.
func (n *Notes) Find(line string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !slices.Contains(n.found, line) {
		n.found = append(n.found, line)
	}
}

// Warn keeps what a reader should see to, though the run went on.
func (n *Notes) Warn(line string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.warnings = append(n.warnings, line)
}

// Lists are both.
func (n *Notes) Lists() (found, warnings []string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.found), slices.Clone(n.warnings)
}

// Text is a line for each.
func (n *Notes) Text() string {
	found, warnings := n.Lists()
	var text strings.Builder
	for _, line := range found {
		text.WriteString("NOTE: " + line + "\n")
	}
	for _, line := range warnings {
		text.WriteString("WARNING: " + line + "\n")
	}
	return text.String()
}

// With is a failure with the same lines.
func (n *Notes) With(err error) error {
	if lines := strings.TrimSuffix(n.Text(), "\n"); err != nil && lines != "" {
		return fmt.Errorf("%w\n%s", engineerror.Told(err), lines) // behind the notes nobody sees whose last word it was
	}
	return err
}
