// Package advice says what to do where AWS ends a run of Terraform.
package advice

import (
	"cmp"
	"regexp"
)

// reasons are why AWS ends a run of Terraform, and what to do about it. The first that is in the output counts.
var reasons = []struct {
	says   *regexp.Regexp
	advice string
}{
	{
		regexp.MustCompile(ended.String() + `|InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId`),
		"The credentials ended, or AWS does not know them. Take fresh ones, as by `aws sso login`, and type the same command again: it goes on from the state.",
	},
	{
		locked,
		"Another Terraform holds the state, and no run of this pipeline that lives: Who and Created say whose it is. Wait for its end and type the same command again. " +
			"Where it was killed, `lock release` takes its lock away, and `lock status` shows it; of a preview both take `--preview NAME`.",
	},
	{
		regexp.MustCompile(`Throttl|RequestLimitExceeded|SlowDown|TooManyRequests|PriorRequestNotComplete`),
		"AWS limits how often it may be called, and said so until the provider gave up. Wait a minute and type the same command again: it goes on from the state.",
	},
	{
		regexp.MustCompile(`\w*(?:Limit|Quota)Exceeded\w*|TooMany\w+`),
		"The account has as many of this as it may. Ask for more (`aws service-quotas list-service-quotas --service-code CODE`, then " +
			"`aws service-quotas request-service-quota-increase`) or remove what nobody needs, and type the same command again: it goes on from the state.",
	},
	{
		regexp.MustCompile(`AccessDenied|UnauthorizedOperation|is not authorized to perform`),
		"The credentials may not do this. Use the role that the bootstrap made for it, or have whoever may change roles add the right that the message names.",
	},
	{
		regexp.MustCompile(`(?i)StatusCode: 5\d\d|connection reset|\bEOF\b|i/o timeout|no such host|connection refused|RequestTimeout|deserialization failed`),
		"AWS or the way to it failed, not the settings. Type the same command again: it goes on from the state.",
	},
	{
		regexp.MustCompile(`OIDC Provider[^\n]*EntityAlreadyExists|EntityAlreadyExists: Provider with url`),
		"The account has GitHub's OIDC provider, made by another environment or by hand, and has room for one. Write its ARN into the settings, " +
			"ci = { oidc_provider_arn = \"arn:aws:iam::ACCOUNT:oidc-provider/token.actions.githubusercontent.com\", … } " +
			"(`aws iam list-open-id-connect-providers` prints it), and type the same command again.",
	},
	{
		// The first is what Terraform 1.11 says of a provider that is there and that the lock file does not know.
		regexp.MustCompile(`cannot\s+install\s+existing\s+provider\s+directory|match\s+any\s+of\s+the\s+checksums`),
		"The stack's .terraform.lock.hcl has not the checksum of this provider for Linux. In the stack's folder run " +
			"`terraform providers lock -platform=linux_amd64 -platform=linux_arm64`, and commit the file. Where it was right before, somebody changed the provider.",
	},
	{
		regexp.MustCompile(`Inconsistent dependency lock file`),
		"Another version of this pipeline made the plan, and notes its providers in another way. Run `plan` again, and apply what it makes.",
	},
	{
		regexp.MustCompile(`ClusterNotFoundException`),
		"The cluster is not there. Look whether --env and --credentials name what you mean, or run `deploy`, which makes it.",
	},
	{
		waited,
		"ECS did not bring a service to rest: `logs` has what its tasks wrote, and `status` what runs.",
	},
	{
		regexp.MustCompile(`AlreadyExists|EntityAlreadyExists|Duplicate\w+|already exists|ResourceInUseException`),
		"Something of this name is there and not in the state: made by hand, or by a run that ended before it could write it down. " +
			"Delete it where it holds nothing, or bring it in by an `import` block in the stack, and type the same command again.",
	},
}

// waited is said of a service whose rollout the provider gave up on. What to do about that, whoever takes the release back says.
var waited = regexp.MustCompile(`waiting for ECS Service \(`)

// Waited tells whether the provider gave up on the rollout of a service.
func Waited(output string) bool { return waited.MatchString(output) }

// locked is said where Terraform could not have the lock of its state, which another one has.
var locked = regexp.MustCompile(`Lock Info:`)

// Locked tells whether Terraform's output says so.
func Locked(output string) bool { return locked.MatchString(output) }

// ended is said of credentials that were right before.
var ended = regexp.MustCompile(`ExpiredToken|RequestExpired|TokenRefreshRequired`)

// Ended tells whether AWS refused Terraform because its credentials had ended.
func Ended(output string) bool { return ended.MatchString(output) }

// What to do where the reason is none that is known.
const (
	Again   = "Mend what it names, and type the same command again."
	GoesOn  = "Mend what it names, and type the same command again: it goes on from the state. `status` shows what runs."
	Network = "The network failed, or what is named there does not answer. Type the same command again; where this machine has no way to it, name a mirror " +
		"or a proxy before the verb (`dagger call --help` lists them)."
)

// Of is what to do about the reason that Terraform's output has, "" where it has none that is known.
func Of(output string) string {
	for _, r := range reasons {
		if r.says.MatchString(output) {
			return r.advice
		}
	}
	return ""
}

// After is what to do after a run of Terraform that failed. What it prints is for who wrote the HCL, so it never ends there. One that may have
// changed something, and whose state outlives the call, goes on.
func After(output string, goesOn bool) string {
	if goesOn {
		return cmp.Or(Of(output), GoesOn)
	}
	return cmp.Or(Of(output), Again)
}
