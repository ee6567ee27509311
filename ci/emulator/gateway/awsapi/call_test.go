package awsapi

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

const (
	formType = "application/x-www-form-urlencoded; charset=utf-8"
	jsonType = "application/x-amz-json-1.1"
)

func signed(service string) string {
	return "AWS4-HMAC-SHA256 Credential=reader/20261128/us-east-1/" + service + "/aws4_request, SignedHeaders=host, Signature=00"
}

func request(method, target, body string, headers map[string]string) *http.Request {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	return r
}

func TestIdentify(t *testing.T) {
	for _, test := range []struct {
		name, method, target, body string
		headers                    map[string]string
		want                       Call
	}{
		{
			"a form", "POST", "/", "LoadBalancerArn=lb&Action=DeleteLoadBalancer&Version=2015-12-01",
			map[string]string{"Content-Type": formType, "Authorization": signed("elasticloadbalancing")},
			Call{Service: "elasticloadbalancing", Action: "DeleteLoadBalancer", Resource: "lb", Write: true, Protocol: Query},
		},
		{
			"EC2", "POST", "/", "Action=DescribeSubnets", map[string]string{"Content-Type": formType, "Authorization": signed("ec2")},
			Call{Service: "ec2", Action: "DescribeSubnets", Protocol: EC2Query},
		},
		{
			"an action in the query string", "GET", "/?Action=GetCallerIdentity&X-Amz-Credential=k%2F20261128%2Fus-east-1%2Fsts%2Faws4_request", "", nil,
			Call{Service: "sts", Action: "GetCallerIdentity", Protocol: Query},
		},
		{
			"a JSON target", "POST", "/", `{"service":"orders","cluster":"main"}`,
			map[string]string{
				"Content-Type": jsonType, "Authorization": signed("ecs"), "Amz-Sdk-Request": "attempt=2; max=3",
				"X-Amz-Target": "AmazonEC2ContainerServiceV20141113.UpdateService",
			},
			Call{Service: "ecs", Action: "UpdateService", Resource: "orders", Write: true, Attempt: 2, Protocol: JSON},
		},
		{
			"an unsigned target with a date", "POST", "/", `{"TableName":"locks"}`, map[string]string{"X-Amz-Target": "DynamoDB_20120810.PutItem"},
			Call{Service: "dynamodb", Action: "PutItem", Resource: "locks", Write: true, Protocol: JSON},
		},
		{
			"an unsigned target with a version", "POST", "/", `{}`, map[string]string{"X-Amz-Target": "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken"},
			Call{Service: "ecr", Action: "GetAuthorizationToken", Protocol: JSON},
		},
		{
			"a signing name that is no prefix", "POST", "/service/GraniteServiceVersion20100801/operation/PutMetricAlarm", "\xa0",
			map[string]string{"Smithy-Protocol": "rpc-v2-cbor", "Authorization": signed("monitoring")},
			Call{Service: "cloudwatch", Action: "PutMetricAlarm", Write: true, Protocol: CBOR},
		},
		{
			"a REST call", "DELETE", "/2015-03-31/functions/f", "", map[string]string{"Authorization": signed("lambda")},
			Call{Service: "lambda", Action: "DELETE /2015-03-31/functions/f", Write: true, Protocol: REST},
		},
		{
			"a REST call in XML", "GET", "/2013-04-01/hostedzone", "", map[string]string{"Authorization": signed("route53")},
			Call{Service: "route53", Action: "GET /2013-04-01/hostedzone", Protocol: RESTXML},
		},
		{
			"S3's control API", "GET", "/v20180820/tags/arn", "", map[string]string{"Authorization": signed("s3")},
			Call{Service: "s3", Action: "GET /v20180820/tags/arn", Protocol: RESTXML},
		},
		{
			"a bucket in the host name", "PUT", "http://state.s3.us-east-1.amazonaws.com/a/b.tfstate", "{}", nil,
			Call{Service: "s3", Action: "PutObject", Resource: "state/a/b.tfstate", Write: true, Protocol: S3},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := request(test.method, test.target, test.body, test.headers)
			got := Identify(r, false)
			if got != test.want {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
			if body, err := io.ReadAll(r.Body); err != nil || string(body) != test.body {
				t.Errorf("the body is now %q, %v", body, err)
			}
		})
	}
}

func TestIdentifyLeavesALongBodyWhole(t *testing.T) {
	body := "Action=CreateStack&TemplateBody=" + strings.Repeat("x", 2*peeked)
	r := request("POST", "/", body, map[string]string{"Content-Type": formType, "Authorization": signed("cloudformation")})
	if c := Identify(r, false); c.Action != "CreateStack" {
		t.Errorf("got %+v", c)
	}
	if got, err := io.ReadAll(r.Body); err != nil || string(got) != body {
		t.Errorf("%d bytes are left of %d, %v", len(got), len(body), err)
	}
}

// An object that is uploaded must pass through as it comes, not when all of it is there.
func TestIdentifyDoesNotReadAnObject(t *testing.T) {
	in, out := io.Pipe()
	defer out.Close()
	r := httptest.NewRequest("PUT", "/bucket/key", in)
	r.Header.Set("Authorization", signed("s3"))
	if c := Identify(r, false); c.Action != "PutObject" || c.Resource != "bucket/key" {
		t.Errorf("got %+v", c)
	}
}

func TestS3Calls(t *testing.T) {
	for call, want := range map[string]string{
		"GET /":                          "ListBuckets",
		"PUT /b":                         "CreateBucket",
		"HEAD /b/":                       "HeadBucket",
		"DELETE /b":                      "DeleteBucket",
		"GET /b?list-type=2&prefix=x":    "ListObjectsV2",
		"GET /b?versions":                "ListObjectVersions",
		"PUT /b?policy":                  "PutBucketPolicy",
		"GET /b?publicAccessBlock":       "GetPublicAccessBlock",
		"POST /b?delete":                 "DeleteObjects",
		"GET /b/k/l":                     "GetObject",
		"HEAD /b/k":                      "HeadObject",
		"PUT /b/k":                       "PutObject",
		"DELETE /b/k?versionId=1":        "DeleteObject",
		"PUT /b/k?tagging":               "PutObjectTagging",
		"POST /b/k?uploads":              "CreateMultipartUpload",
		"PUT /b/k?partNumber=1&uploadId": "UploadPart",
		"POST /b/k?uploadId=1":           "CompleteMultipartUpload",
		"DELETE /b/k?uploadId=1":         "AbortMultipartUpload",
	} {
		method, target, _ := strings.Cut(call, " ")
		got := Identify(request(method, target, "", map[string]string{"Authorization": signed("s3")}), false)
		if got.Action != want || got.Write != (method != "GET" && method != "HEAD") {
			t.Errorf("%s is %+v, want %s", call, got, want)
		}
	}
}

func TestRegistryCalls(t *testing.T) {
	for call, want := range map[string][2]string{
		"GET /v2/":                              {"GET /v2/", ""},
		"PUT /v2/team/api/manifests/v1":         {"PutManifest", "team/api:v1"},
		"HEAD /v2/team/api/manifests/sha256:ab": {"HeadManifest", "team/api@sha256:ab"},
		"GET /v2/team/api/blobs/sha256:ab":      {"GetBlob", "team/api@sha256:ab"},
		"POST /v2/team/api/blobs/uploads/":      {"StartUpload", "team/api"},
		"PATCH /v2/team/api/blobs/uploads/7":    {"UploadBlob", "team/api"},
		"PUT /v2/team/api/blobs/uploads/7":      {"CompleteUpload", "team/api"},
		"GET /v2/team/api/tags/list":            {"ListTags", "team/api"},
		"GET /v2/team/api/referrers/sha256:ab":  {"ListReferrers", "team/api@sha256:ab"},
	} {
		method, target, _ := strings.Cut(call, " ")
		got := Identify(request(method, target, "", nil), true)
		if got.Action != want[0] || got.Resource != want[1] || got.Write != (method != "GET" && method != "HEAD") {
			t.Errorf("%s is %+v, want %v", call, got, want)
		}
	}
}

func TestWrites(t *testing.T) {
	for call, want := range map[string]bool{
		"ecs DescribeServices": false, "ecs ListTasks": false, "ecr BatchGetImage": false, "ecr BatchCheckLayerAvailability": false,
		"logs FilterLogEvents": false, "dynamodb Query": false, "iam SimulatePrincipalPolicy": false, "sts AssumeRole": false,
		"ecs CreateCluster": true, "ecr BatchDeleteImage": true, "dynamodb PutItem": true, "ecr PutImage": true, "x Getter": true, "x Listen": true,
		"ecs RegisterTaskDefinition": true, "ecr StartImageScan": true, "kms Sign": true,
	} {
		service, action, _ := strings.Cut(call, " ")
		if got := writes(service, action); got != want {
			t.Errorf("%s: writes is %t", call, got)
		}
	}
}
