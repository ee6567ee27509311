// Package preview keeps account of an environment's previews: a record of each lies beside its state, written by whoever deploys it, and
// says when its time has come. So nobody needs the settings of a pull request to take its preview down.
package preview

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Record is what is known of a preview without its settings.
type Record struct {
	Name string `json:"name"`
	// Made is when it was deployed first, Updated when last, and Until when it may be reaped.
	Made    time.Time `json:"made"`
	Updated time.Time `json:"updated"`
	Until   time.Time `json:"until"`
	// By is who deployed it last, an ARN, and Run where that can be seen; it may be empty.
	By  string `json:"by"`
	Run string `json:"run,omitempty"`
	// Base is what it stands on. It is kept, so that a preview can be taken down whatever becomes of the base.
	Base Base `json:"base"`
	// Priorities are those of its rules on the base's listener, by service.
	Priorities map[string]int `json:"priorities"`

	// Broken says why the record can't be read. Such a preview is there all the same.
	Broken error `json:"-"`
}

// Base is the output for_previews of the platform that a preview stands on.
type Base struct {
	VPC          json.RawMessage `json:"vpc"`
	LoadBalancer json.RawMessage `json:"load_balancer"`
	Cluster      json.RawMessage `json:"cluster"`
	Host         string          `json:"host"`
	Named        bool            `json:"named"`
	Taken        []int           `json:"taken"`
}

// output is where the platform's state has a Base.
const output = "for_previews"

// ReadBase takes what a preview can stand on from the outputs of a platform, as its state has them.
func ReadBase(environment string, outputs map[string]json.RawMessage) (Base, error) {
	var there struct{ Value *Base }
	if text, ok := outputs[output]; ok {
		if err := json.Unmarshal(text, &there); err != nil {
			return Base{}, fmt.Errorf("read the output %s of the platform: %w", output, err)
		}
	}
	base := there.Value
	switch {
	case base == nil:
		return Base{}, fmt.Errorf("environment %[1]s has nothing that a preview could stand on, or was deployed before there were previews: "+
			"run `dagger call --env %[1]s … deploy` first", environment)
	case !base.Named:
		return Base{}, fmt.Errorf("environment %[1]s serves by HTTPS, and no certificate has the names of its previews: set load_balancer.domain and "+
			"load_balancer.previews = true, give a certificate for *.DOMAIN and *.HOST of each service's hosts where load_balancer.zone does not make one, and deploy %[1]s", environment)
	}
	return *base, nil
}

// Due tells whether the preview's time has come.
func (r Record) Due(now time.Time) bool { return r.Broken == nil && !now.Before(r.Until) }

// Variables is the variable `preview` of the stack platform, as a file of variables. A destroy has the services of another source: each
// gets a priority, which nothing is made with.
func (r Record) Variables(paths map[string]string) (string, error) {
	priorities, err := Priorities(r.Name, paths, r.Priorities, nil)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(map[string]any{"preview": map[string]any{
		"name": r.Name, "vpc": r.Base.VPC, "load_balancer": r.Base.LoadBalancer, "cluster": r.Base.Cluster, "host": r.Base.Host, "priorities": priorities,
	}})
	return string(text), err
}

// Limits of a time to live: less would end under the hands of whoever looks, more is an environment of its own.
const (
	shortest = time.Hour
	longest  = 30 * 24 * time.Hour
)

// ParseTTL reads a time to live: "72h".
func ParseTTL(text string) (time.Duration, error) {
	ttl, err := time.ParseDuration(text)
	if err != nil || ttl < shortest || ttl > longest {
		return 0, fmt.Errorf("--ttl is %q: write a duration from %.0fh to %.0fh, such as 72h", text, shortest.Hours(), longest.Hours())
	}
	return ttl, nil
}

// LiveError refuses a destroy of what previews stand on.
type LiveError struct {
	Environment string
	Names       []string
}

func (e *LiveError) Error() string {
	text := fmt.Sprintf("environment %s has %d previews, which stand on its network, load balancer and cluster; nothing was destroyed. Take them down first:",
		e.Environment, len(e.Names))
	for _, name := range e.Names {
		text += fmt.Sprintf("\n  dagger call --env %s … preview down --name %s", e.Environment, name)
	}
	return text
}

// None is an error where there are previews.
func None(environment string, records []Record) error {
	if len(records) == 0 {
		return nil
	}
	live := &LiveError{Environment: environment}
	for _, r := range records {
		live.Names = append(live.Names, r.Name)
	}
	return live
}

// Reap takes those down whose time has come, one after the other, and says of each what became of it. The failure of one does not stop the
// others: all come as one error, with what went well.
func Reap(records []Record, now time.Time, down func(Record) (string, error)) (string, error) {
	text, failures := "", []error{}
	for _, r := range records {
		if r.Broken != nil {
			failures = append(failures, fmt.Errorf("preview %s: %w", r.Name, r.Broken))
			continue
		}
		if !r.Due(now) {
			text += fmt.Sprintf("Left: %s, until %s.\n", r.Name, clock(r.Until))
			continue
		}
		done, err := down(r)
		text += done
		if err != nil {
			failures = append(failures, fmt.Errorf("preview %s: %w", r.Name, err))
		}
	}
	if len(records) == 0 {
		text = "There are no previews.\n"
	}
	if len(failures) == 0 {
		return text, nil
	}
	return "", errors.Join(append(failures, fmt.Errorf("%d of %d previews could not be reaped: mend what is said above, and run `preview reap` again\n%s",
		len(failures), len(records), text))...)
}

// names are those of the services behind the load balancer.
func names(paths map[string]string) []string { return slices.Sorted(maps.Keys(paths)) }
