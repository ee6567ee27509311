package proof

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestDatabasesAreCalledWhatTheyWere(t *testing.T) {
	for name, c := range map[string]struct{ says, proven, simulated string }{
		"servers": {
			`{"status":"ok","tasks":"real","databases":"real","postgresql":"15.18"}`,
			"PostgreSQL databases: a server at each endpoint", "PostgreSQL is 15.18 whatever engine_version says",
		},
		"no PostgreSQL": {
			`{"status":"ok","tasks":"real","databases":"simulated","databasesReason":"PostgreSQL is missing: apt-get install postgresql"}`,
			"ECS tasks: containers", "databases: records without a server (PostgreSQL is missing: apt-get install postgresql)",
		},
		"no tasks": {
			`{"status":"ok","tasks":"simulated","reason":"no podman","databases":"simulated","databasesReason":"tasks are simulated"}`,
			"the probe: each container was started", "databases: records without a server (tasks are simulated)",
		},
		"an emulator that does not speak of them": {
			`{"status":"ok","tasks":"real"}`, "ECS tasks: containers", "databases: records without a server",
		},
	} {
		t.Run(name, func(t *testing.T) {
			var said Emulator
			if err := json.Unmarshal([]byte(c.says), &said); err != nil {
				t.Fatal(err)
			}
			proven, simulated := said.Lists()
			if !strings.Contains(strings.Join(proven, "\n"), c.proven) {
				t.Errorf("real: %q", proven)
			}
			if !strings.Contains(strings.Join(simulated, "\n"), c.simulated) {
				t.Errorf("simulated: %q", simulated)
			}
			both := strings.Contains(strings.Join(proven, "\n"), "databases: a server") &&
				strings.Contains(strings.Join(simulated, "\n"), "databases: records")
			if both {
				t.Errorf("databases are both: %q and %q", proven, simulated)
			}
		})
	}
}

func TestIAMIsCalledWhatItWas(t *testing.T) {
	for says, want := range map[string]string{
		`{"tasks":"real","iam":"roles"}`: "IAM: roles are held to their policies and boundaries",
		`{"tasks":"real","iam":"off"}`:   "IAM: every call is allowed",
		`{"tasks":"real"}`:               "IAM: every call is allowed",
	} {
		var said Emulator
		if err := json.Unmarshal([]byte(says), &said); err != nil {
			t.Fatal(err)
		}
		if _, simulated := said.Lists(); !strings.Contains(strings.Join(simulated, "\n"), want) {
			t.Errorf("%s: %q, want %s", says, simulated, want)
		}
	}
}
