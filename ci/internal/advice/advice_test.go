package advice

import (
	"strings"
	"testing"
)

func TestOf(t *testing.T) {
	for output, want := range map[string]string{
		// Words of the provider and of the S3 backend, as Terraform 1.11 and hashicorp/aws 5.100 print them.
		"Error: reading EC2 VPCs: operation error EC2: DescribeVpcs, https response error StatusCode: 400, RequestID: 1, api error RequestExpired: Request has expired.":                                                                              "fresh ones",
		"error getting caller identity: StatusCode: 403, api error ExpiredToken: The security token included in the request is expired":                                                                                                               "fresh ones",
		"Error: Error acquiring the state lock\n\nError message: operation error DynamoDB: PutItem, ConditionalCheckFailedException\nLock Info:\n  ID: 1":                                                                                             "`lock release`",
		"Error: creating EC2 VPC: StatusCode: 503, api error RequestLimitExceeded: Request limit exceeded.":                                                                                                                                           "how often",
		"Error: Failed to save state: StatusCode: 503, api error SlowDown: Please reduce your request rate.":                                                                                                                                          "how often",
		"Error: creating EC2 VPC: StatusCode: 400, api error VpcLimitExceeded: The maximum number of VPCs has been reached.":                                                                                                                          "request-service-quota-increase",
		"Error: creating ELBv2 Load Balancer: StatusCode: 400, TooManyLoadBalancers: The maximum number of load balancers":                                                                                                                            "request-service-quota-increase",
		"api error AccessDeniedException: User: arn:aws:sts::1:assumed-role/x is not authorized to perform: ecs:CreateCluster":                                                                                                                        "may not do this",
		"Error: creating ECS Cluster: StatusCode: 500, api error ServerException: Service Unavailable":                                                                                                                                                "AWS or the way to it",
		"Error: reading S3 Bucket: exceeded maximum number of attempts, 3, https response error: read: connection reset by peer":                                                                                                                      "AWS or the way to it",
		"Error: creating IAM Role (x): StatusCode: 409, api error EntityAlreadyExists: Role with name x already exists.":                                                                                                                              "`import` block",
		"Error: creating IAM OIDC Provider: operation error IAM: CreateOpenIDConnectProvider, https response error StatusCode: 409, RequestID: 1, EntityAlreadyExists: Provider with url https://token.actions.githubusercontent.com already exists.": "oidc_provider_arn",
		"Error: Error acquiring the state lock\n\nError message: operation error S3: PutObject, read: connection reset by peer":                                                                                                                       "AWS or the way to it",
		`operation error S3: PutObject, https response error StatusCode: 0, RequestID: , Put "http://emulator/bucket/releases/1/begin.json": EOF`:                                                                                                     "AWS or the way to it",
		"Error: waiting for ECS Service (arn:aws:ecs:eu-west-1:1:service/shop/cart) update: timeout while waiting for state to become 'tfSTABLE'":                                                                                                     "`logs`",
		"operation error ECS: ListContainerInstances, StatusCode: 400, ClusterNotFoundException: Cluster not found.":                                                                                                                                  "run `deploy`",
		"Error: Inconsistent dependency lock file\n\nThe given plan file was created with a different set of external dependency\nselections than the current configuration.":                                                                         "Run `plan` again",
		"Error while installing hashicorp/aws v5.100.0: cannot install existing\nprovider directory\n.terraform/providers/registry.terraform.io/hashicorp/aws/5.100.0/linux_amd64\nto itself":                                                         "providers lock",
		"doesn't match any of the checksums previously recorded in the dependency lock file":                                                                                                                                                          "providers lock",
		"Error: Invalid index": "",
	} {
		if got := Of(output); got == "" != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%s\n  says %q, want %q", output, got, want)
		}
	}
}

func TestEnded(t *testing.T) {
	for output, want := range map[string]bool{
		"Error: Failed to save state: StatusCode: 400, api error ExpiredToken: The provided token has expired.": true,
		"api error RequestExpired: Request has expired.":                                                        true,
		"api error InvalidClientTokenId: The security token included in the request is invalid":                 false,
		"api error AccessDenied: no": false,
	} {
		if Ended(output) != want {
			t.Errorf("%s: %v", output, !want)
		}
	}
}

// TestAfterAlwaysSaysSomething: what Terraform says, and nobody knows, has a next command too.
func TestAfterAlwaysSaysSomething(t *testing.T) {
	unknown := "Error: Provider produced inconsistent final plan\n\nThis is a bug in the provider, which should be reported in the provider's own\nissue tracker."
	for _, c := range []struct {
		output string
		goesOn bool
		want   string
	}{
		{unknown, true, "type the same command again: it goes on from the state"},
		{unknown, false, "type the same command again."},
		{"Error: creating EC2 VPC: VpcLimitExceeded", true, "request-service-quota-increase"},
	} {
		if got := After(c.output, c.goesOn); !strings.Contains(got, c.want) {
			t.Errorf("%s\n  says %q, want %q", c.output, got, c.want)
		}
	}
}
