// Package awsapi names the API call that an HTTP request makes, and answers a call with an error in its own protocol.
package awsapi

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// Protocol is how a service's calls and errors are written.
type Protocol int

// The protocols of AWS, and the registry's.
const (
	REST     Protocol = iota // JSON whose call is in method and path
	RESTXML                  // the same in XML
	JSON                     // the call is in X-Amz-Target
	Query                    // the call is a form's Action
	EC2Query                 // as Query, with errors of its own
	CBOR                     // the call is in the path
	S3
	Registry
)

// Call is an API call: what a request asks for.
type Call struct {
	Service  string // the prefix of its IAM actions: ecs, ecr, elasticloadbalancing, s3; "registry" for image layers and manifests
	Action   string // DescribeServices; method and path of a REST call
	Resource string // bucket/key, repository or name, where the request says it in a plain way
	Write    bool
	Attempt  int // counts from 1 where the client is an AWS SDK: 2 is a call that was sent again
	Protocol Protocol
}

// Identify names the call and leaves the request's body to be read again, whole.
func Identify(r *http.Request, registry bool) Call {
	if registry {
		return registryCall(r)
	}
	c := Call{Attempt: attempt(r)}
	c.Service = scope(r)
	prefix, action, targeted := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	switch form := formOf(r); {
	case targeted:
		c.Protocol, c.Action = JSON, action
		c.Service = cmp.Or(c.Service, targetService(prefix))
		c.Resource = firstOf(fieldsOf(r))
	case form.Get("Action") != "":
		c.Protocol, c.Action, c.Resource = Query, form.Get("Action"), firstOf(flat(form))
		if c.Service == "ec2" {
			c.Protocol = EC2Query
		}
	case strings.Contains(r.URL.Path, "/operation/") && r.Header.Get("Smithy-Protocol") != "":
		c.Protocol, c.Action = CBOR, r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
	case isS3(r, c.Service):
		c.Protocol, c.Service = S3, "s3"
		c.Action, c.Resource = s3Call(r)
		c.Write = !safe(r.Method)
		return c
	default:
		c.Action = r.Method + " " + r.URL.Path
		c.Write = !safe(r.Method)
		if inXML(r, c.Service) {
			c.Protocol = RESTXML
		}
		return c
	}
	c.Write = writes(c.Service, c.Action)
	return c
}

func safe(method string) bool { return method == http.MethodGet || method == http.MethodHead }

// attempt is what an SDK says in `attempt=2; max=3`.
func attempt(r *http.Request) int {
	said, _, _ := strings.Cut(strings.TrimPrefix(r.Header.Get("Amz-Sdk-Request"), "attempt="), ";")
	n, err := strconv.Atoi(said)
	if err != nil {
		return 0
	}
	return n
}

// aliases are services whose signing name is not their prefix in IAM.
var aliases = map[string]string{"monitoring": "cloudwatch", "tagging": "tag", "email": "ses", "s3express": "s3"}

// Service is the service that a signed request is for; "" where the signature does not say it.
func Service(r *http.Request) string { return scope(r) }

// scope reads the service from the signature, which says KEY/DATE/REGION/SERVICE/aws4_request.
func scope(r *http.Request) string {
	credential := r.URL.Query().Get("X-Amz-Credential")
	if _, after, found := strings.Cut(r.Header.Get("Authorization"), "Credential="); found {
		credential, _, _ = strings.Cut(after, ",")
	}
	parts := strings.Split(strings.TrimSpace(credential), "/")
	if len(parts) < 4 {
		return ""
	}
	service := parts[len(parts)-2]
	return cmp.Or(aliases[service], service)
}

// targets are the services of unsigned calls, by the prefix of their target.
var targets = map[string]string{
	"AmazonEC2ContainerService": "ecs", "AmazonEC2ContainerRegistry": "ecr", "DynamoDB": "dynamodb", "Logs": "logs", "TrentService": "kms",
	"AmazonSSM": "ssm", "AmazonSQS": "sqs", "AnyScaleFrontendService": "application-autoscaling", "GraniteService": "cloudwatch",
	"AWSEvents": "events", "CertificateManager": "acm", "ResourceGroupsTaggingAPI": "tag",
}

// targetService drops the version of a prefix: V20141113, _20120810, _V20150921, Version20100801.
func targetService(prefix string) string {
	name := strings.TrimRight(prefix, "0123456789")
	if name != prefix {
		name = strings.TrimSuffix(strings.TrimSuffix(name, "Version"), "V")
	}
	name = strings.TrimSuffix(name, "_")
	return cmp.Or(targets[name], strings.ToLower(name))
}

// peeked is the most of a body that is read before it is passed on. DynamoDB's items and all forms are smaller.
const peeked = 1 << 20

// peek reads the head of the body and puts it back.
func peek(r *http.Request) []byte {
	if r.Body == nil || r.Body == http.NoBody {
		return nil
	}
	// What ends the reading early, ends it again for whoever reads the body.
	head, _ := io.ReadAll(io.LimitReader(r.Body, peeked))
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(head), r.Body), r.Body}
	return head
}

// formOf is the query string, and the body where that is a form.
func formOf(r *http.Request) url.Values {
	form := r.URL.Query()
	if form.Get("Action") == "" && strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		form, _ = url.ParseQuery(string(peek(r)))
	}
	return form
}

func flat(form url.Values) map[string]any {
	fields := map[string]any{}
	for key := range form {
		fields[key] = form.Get(key)
	}
	return fields
}

func fieldsOf(r *http.Request) map[string]any {
	fields := map[string]any{}
	_ = json.Unmarshal(peek(r), &fields) // a body that is no JSON names no resource
	return fields
}

// names are the parameters that say what a call is about, the narrowest first.
var names = []string{
	"repositoryName", "TableName", "service", "serviceName", "taskDefinition", "family", "clusterName", "cluster", "logGroupName",
	"LoadBalancerArn", "TargetGroupArn", "ListenerArn", "AutoScalingGroupName", "LaunchTemplateName", "LaunchTemplateId", "RoleName",
	"PolicyArn", "InstanceProfileName", "DBInstanceIdentifier", "DBSubnetGroupName", "SecretId", "KeyId", "ResourceId", "resourceArn",
	"GroupId", "SubnetId", "VpcId", "NatGatewayId", "InternetGatewayId", "AllocationId", "RouteTableId", "AlarmName", "TopicArn",
	"QueueUrl", "Name", "name",
}

func firstOf(fields map[string]any) string {
	for _, name := range names {
		if text, ok := fields[name].(string); ok && text != "" {
			return text
		}
	}
	return ""
}
