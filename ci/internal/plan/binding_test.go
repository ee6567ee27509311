package plan

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func binding(edit func(*Binding)) Binding {
	b := Binding{
		Format:      BindingFormat,
		Account:     "123456789012",
		Region:      "eu-west-1",
		Environment: "prod",
		Services:    strings.Repeat("ab", 20),
		Terraform:   strings.Repeat("fe", 20),
		State:       "0a1b2c3d-lineage#7",
		Images: map[string]string{
			"catalog": "sha256:" + strings.Repeat("1", 64),
			"orders":  "sha256:" + strings.Repeat("2", 64),
		},
		LockHash: Hash([]byte("lock")),
		PlanHash: Hash([]byte("plan")), SummaryHash: Hash([]byte("summary")),
	}
	if edit != nil {
		edit(&b)
	}
	return b
}

func TestBindingRoundTrip(t *testing.T) {
	first, err := binding(func(b *Binding) { b.Format = 0 }).Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := DecodeBinding(first)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(binding(nil), got); diff != "" {
		t.Errorf("binding (-want +got):\n%s", diff)
	}
	second, err := got.Encode()
	if err != nil || string(first) != string(second) {
		t.Errorf("the encoding differs from time to time: %v\n%s\n%s", err, first, second)
	}
}

func TestDecodeBindingRefuses(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"nothing":            {"", "run plan again"},
		"an older format":    {`{"format":0}`, "format 0"},
		"a newer format":     {`{"format":4,"signer":"x"}`, "format 4"},
		"an unknown field":   {`{"format":3,"signer":"x"}`, `unknown field "signer"`},
		"something after it": {`{"format":3} {"format":3}`, "after"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := DecodeBinding([]byte(test.text)); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want it to say %q", err, test.want)
			}
		})
	}
}

func TestCheck(t *testing.T) {
	tests := map[string]struct {
		edit func(*Binding)
		want string
	}{
		"the same": {nil, ""},
		"not yet encoded": {
			func(b *Binding) { b.Format = 0 }, "",
		},
		"services": {
			func(b *Binding) { b.Services = strings.Repeat("cd", 20) },
			"the plan for prod no longer matches: services abababababab → cdcdcdcdcdcd: run plan again",
		},
		"terraform": {
			func(b *Binding) { b.Terraform = strings.Repeat("cd", 20) },
			"the plan for prod no longer matches: terraform fefefefefefe → cdcdcdcdcdcd: run plan again",
		},
		"account and region": {
			func(b *Binding) { b.Account, b.Region = "210987654321", "us-east-1" },
			"the plan for prod no longer matches: account 123456789012 → 210987654321; region eu-west-1 → us-east-1: run plan again",
		},
		"a state that moved": {
			func(b *Binding) { b.State = "0a1b2c3d-lineage#8" },
			"the plan for prod no longer matches: state 0a1b2c3d-lineage#7 → 0a1b2c3d-lineage#8: run plan again",
		},
		"environment": {
			func(b *Binding) { b.Environment = "staging" },
			"the plan for prod no longer matches: environment prod → staging: run plan again",
		},
		"format": {
			func(b *Binding) { b.Format = 4 },
			"the plan for prod no longer matches: format 3 → 4: run plan again",
		},
		"images: one changed, one gone, one new": {
			func(b *Binding) {
				b.Images = map[string]string{"catalog": "sha256:" + strings.Repeat("3", 64), "web": "sha256:" + strings.Repeat("4", 64)}
			},
			"the plan for prod no longer matches: image catalog sha256:111111111111 → sha256:333333333333; " +
				"image orders sha256:222222222222 → none; image web none → sha256:444444444444: run plan again",
		},
		"values that look the same when short": {
			func(b *Binding) { b.Services = strings.Repeat("ab", 19) + "ff" },
			"the plan for prod no longer matches: services " + strings.Repeat("ab", 20) + " → " + strings.Repeat("ab", 19) + "ff: run plan again",
		},
		"lock and plan": {
			func(b *Binding) { b.LockHash, b.PlanHash = "", Hash([]byte("other")) },
			"the plan for prod no longer matches: provider lock " + Hash([]byte("lock"))[:12] + " → none; plan file " +
				Hash([]byte("plan"))[:12] + " → " + Hash([]byte("other"))[:12] + ": run plan again",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			err := binding(nil).Check(binding(test.edit))
			if test.want == "" {
				if err != nil {
					t.Errorf("got %v, want none", err)
				}
				return
			}
			var mismatch *MismatchError
			if !errors.As(err, &mismatch) || len(mismatch.Differences) == 0 {
				t.Fatalf("got %v, want a MismatchError", err)
			}
			if diff := cmp.Diff(test.want, err.Error()); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
	}
}

func TestHash(t *testing.T) {
	const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	if got := Hash([]byte("abc")); got != abc {
		t.Errorf("Hash: got %s", got)
	}
}
