package awsapi

import (
	"cmp"
	"net/http"
	"regexp"
	"strings"
)

var registryPath = regexp.MustCompile(`^/v2/(.+?)/(manifests|blobs/uploads|blobs|tags|referrers)(?:/(.*))?$`)

// registryActions are named after the API of ECR where that has a name.
var registryActions = map[string]string{
	"GET manifests": "GetManifest", "HEAD manifests": "HeadManifest", "PUT manifests": "PutManifest", "DELETE manifests": "DeleteManifest",
	"GET blobs": "GetBlob", "HEAD blobs": "HeadBlob", "DELETE blobs": "DeleteBlob",
	"POST blobs/uploads": "StartUpload", "PATCH blobs/uploads": "UploadBlob", "PUT blobs/uploads": "CompleteUpload",
	"GET blobs/uploads": "GetUpload", "DELETE blobs/uploads": "CancelUpload", "GET tags": "ListTags", "GET referrers": "ListReferrers",
}

func registryCall(r *http.Request) Call {
	c := Call{Service: "registry", Protocol: Registry, Action: r.Method + " " + r.URL.Path, Write: !safe(r.Method)}
	parts := registryPath.FindStringSubmatch(r.URL.Path)
	if parts == nil {
		return c
	}
	kind, reference := parts[2], parts[3]
	c.Action, c.Resource = cmp.Or(registryActions[r.Method+" "+kind], c.Action), parts[1]
	switch {
	case kind == "blobs/uploads" || kind == "tags":
	case strings.HasPrefix(reference, "sha256:"):
		c.Resource += "@" + reference
	default:
		c.Resource += ":" + reference
	}
	return c
}

// isS3 knows S3 by its signature or its host name. An unsigned request that is nothing else can only ask for a public object.
func isS3(r *http.Request, service string) bool {
	if strings.HasPrefix(r.URL.Path, "/v20180820/") { // S3's control API is signed as S3 is
		return false
	}
	named := strings.HasPrefix(r.Host, "s3.") || strings.Contains(r.Host, ".s3.")
	return service == "s3" || service == "" && (named || safe(r.Method))
}

// inXML are the REST services that write XML.
func inXML(r *http.Request, service string) bool {
	return service == "route53" || service == "cloudfront" || strings.HasPrefix(r.URL.Path, "/v20180820/")
}

// bucketParts and objectParts are what can be got, put and deleted of a bucket and of an object, by the parameter that says so.
var (
	bucketParts = map[string]string{
		"acl": "BucketAcl", "policy": "BucketPolicy", "policyStatus": "BucketPolicyStatus", "versioning": "BucketVersioning",
		"lifecycle": "BucketLifecycleConfiguration", "encryption": "BucketEncryption", "tagging": "BucketTagging",
		"publicAccessBlock": "PublicAccessBlock", "logging": "BucketLogging", "location": "BucketLocation", "website": "BucketWebsite",
		"cors": "BucketCors", "replication": "BucketReplication", "notification": "BucketNotificationConfiguration",
		"ownershipControls": "BucketOwnershipControls", "object-lock": "ObjectLockConfiguration",
		"accelerate": "BucketAccelerateConfiguration", "requestPayment": "BucketRequestPayment",
	}
	objectParts = map[string]string{
		"acl": "ObjectAcl", "tagging": "ObjectTagging", "retention": "ObjectRetention", "legal-hold": "ObjectLegalHold",
		"attributes": "ObjectAttributes",
	}
	verbs = map[string]string{http.MethodGet: "Get", http.MethodHead: "Head", http.MethodPut: "Put", http.MethodDelete: "Delete"}
)

// s3Call names the call as the SDKs do.
func s3Call(r *http.Request) (action, resource string) {
	bucket, key := s3Address(r)
	query := r.URL.Query()
	parts, resource := objectParts, bucket+"/"+key
	if key == "" {
		parts, resource = bucketParts, bucket
	}
	for parameter, part := range parts {
		if query.Has(parameter) && verbs[r.Method] != "" {
			return verbs[r.Method] + part, resource
		}
	}
	switch {
	case bucket == "":
		return cmp.Or(map[string]string{http.MethodGet: "ListBuckets"}[r.Method], r.Method+" "+r.URL.Path), ""
	case key == "":
		return bucketCall(r), resource
	default:
		return objectCall(r), resource
	}
}

func bucketCall(r *http.Request) string {
	query := r.URL.Query()
	switch {
	case r.Method == http.MethodPut:
		return "CreateBucket"
	case r.Method == http.MethodPost && query.Has("delete"):
		return "DeleteObjects"
	case r.Method == http.MethodGet && query.Has("versions"):
		return "ListObjectVersions"
	case r.Method == http.MethodGet && query.Has("uploads"):
		return "ListMultipartUploads"
	case r.Method == http.MethodGet && query.Has("list-type"):
		return "ListObjectsV2"
	case r.Method == http.MethodGet:
		return "ListObjects"
	case verbs[r.Method] != "":
		return verbs[r.Method] + "Bucket"
	default:
		return r.Method + " " + r.URL.Path
	}
}

func objectCall(r *http.Request) string {
	query := r.URL.Query()
	switch {
	case r.Method == http.MethodPut && query.Has("partNumber"):
		return "UploadPart"
	case r.Method == http.MethodPut && r.Header.Get("X-Amz-Copy-Source") != "":
		return "CopyObject"
	case r.Method == http.MethodPost && query.Has("uploads"):
		return "CreateMultipartUpload"
	case r.Method == http.MethodPost && query.Has("uploadId"):
		return "CompleteMultipartUpload"
	case r.Method == http.MethodDelete && query.Has("uploadId"):
		return "AbortMultipartUpload"
	case r.Method == http.MethodGet && query.Has("uploadId"):
		return "ListParts"
	case verbs[r.Method] != "":
		return verbs[r.Method] + "Object"
	default:
		return r.Method + " " + r.URL.Path
	}
}

// s3Address finds the bucket where moto does: in the host name, or first in the path.
func s3Address(r *http.Request) (bucket, key string) {
	path := strings.TrimPrefix(r.URL.Path, "/")
	if bucket, _, found := strings.Cut(r.Host, ".s3."); found {
		return bucket, path
	}
	bucket, key, _ = strings.Cut(path, "/")
	return bucket, key
}
