package nextstep

import (
	"os"
	"path/filepath"
	"testing"
)

// TestIn has texts of the pipeline, as a person got them.
func TestIn(t *testing.T) {
	for text, want := range map[string]bool{
		"the plan for local no longer matches: state 3 → 4: run plan again":                                                                 true,
		"--sign-key needs its password: give --sign-password, for example env:PASSWORD":                                                     true,
		"plan failed (exit code 1):\nError: RequestExpired\nThe credentials ended. Take fresh ones":                                         true,
		"nothing to sign with: `dagger call signing-key -o keys` makes a key":                                                               true,
		"catalog/main.go:7: declared and not used":                                                                                          true,
		"another run holds it: `lock status` says who":                                                                                      true,
		"service cart: services/cart/Dockerfile:4: RUN make: exit code 2":                                                                   true,
		"the platform's state has no services: nothing is deployed there, so run deploy first":                                              true,
		"apply failed:\nError: Provider produced inconsistent final plan\nMend what it names, and type the same command again: it goes on.": true,
		"--command is \"echo 'a\": a quote in it has no end. Write it as in a shell: 'ls \"a file\"'":                                       true,
		"names.rego adds no rule: write package slipway.rule.NAME, and deny contains {\"address\": …, \"message\": …}":                      true,
		"service catalog is deployed by nobody, and 2 of 9 checks failed:\n  secret a: aws x\nMend what is refused, and type it again.":     true,
		"  refused: nat-per-zone\n  why: one zone fails\n  fix: set single_nat_gateway = false":                                             true,
		"Not well:\n  service orders: 1 of 2 tasks run\n\nLook at `logs --service NAME` and `releases`":                                     true,
		"service catalog has no running task nothing: write one of 7f3e":                                                                    true,
		"the deployment of shop-cart:9 failed after 2 failed tasks: it exited: look at the logs of its stopped tasks, and roll back":        true,

		"--data names repository odrers: there are orders": false,
		"the key to sign with can't be opened":             false,
		"the run was ended":                                false,
		"wanted 200 with `sold out`, got 200 OK":           false,
		"exit code 1":                                      false,
		"":                                                 false,
		// What a deploy prints after its error, which every failed deploy has.
		"Deploy to local (the emulator given as --aws) failed after 347 s: apply: apply of the platform failed (exit code 1).": false,
		"apply failed\n\nDeploy to local (x) failed after 98 s, of which 40 s were waiting on AWS: run the platform.":          false,
		// How Go code wraps an error.
		"read s3://slipway-local-state/releases/1/begin.json: EOF":                                               false,
		"look at secret slipway-local/payment-key: AccessDenied":                                                 false,
		"take the lock of environment local in table slipway-local-locks: operation error DynamoDB: PutItem, no": false,
		"apply: write tcp 10.0.0.1:443: use of closed network connection":                                        false,
		"read --plan: json: cannot unmarshal: type mismatch":                                                     false,
		"deploy: creating EC2 VPC: limit exceeded for this account":                                              false,
		"apply: read tcp 10.0.0.1:443: connection reset":                                                         false,
		"push to 127.0.0.1:5000/slipway-local/catalog was refused: DENIED":                                       false,
		"deploy: Put \"http://emulator/bucket/releases/1/begin.json\": EOF":                                      false,
		"service catalog: begin a new deployment of its task definition: api error ServerException":              false,
		"read the log /ecs/slipway-local/catalog: AccessDenied":                                                  false,
		"ask for the deployments of service catalog: operation error ECS: ListServiceDeployments, 400":           false,
		"the ledger can't be used, and nothing was changed: read s3://b/releases: host.example.com:443: refused": false,
		"apply: apply of the platform failed (exit code 1):\nError: Provider produced inconsistent final plan\n\nThis is a bug in the provider, which should " +
			"be reported in the provider's own\nissue tracker.\n\nRelease 2, revision 5295b72372a9\n\nPlan: 2 to import, 48 to add.\n\n30 more changes are not " +
			"listed; the function plan lists all.\n\nSTEP  SECONDS  RESULT\npush  1.3  2 were there\n\nDeploy to local (x) failed after 347 s: apply: it failed.": false,
	} {
		if got := In(text); (got != "") != want {
			t.Errorf("%q: %q, want one: %v", text, got, want)
		}
	}
}

// TestASummaryIsNoAdvice: it names each step and each change in words that are imperatives, too.
func TestASummaryIsNoAdvice(t *testing.T) {
	files, err := filepath.Glob("../../../internal/report/testdata/*.txt")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d summaries: %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got := In("apply: it failed\n\n" + string(text)); got != "" && filepath.Base(file) != "failed.txt" { // whose own error has a place
			t.Errorf("%s: %q", file, got)
		}
	}
}
