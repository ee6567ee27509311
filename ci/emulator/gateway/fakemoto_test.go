package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/coder/websocket"

	"slipway/emulator/gateway/balancer"
)

// fakeMoto answers the four ECR calls that the gateway makes, and echoes what the proxy sends it.
type fakeMoto struct {
	mu         sync.Mutex
	mutability map[string]string            // repository → imageTagMutability
	images     map[string]map[string]string // repository → tag or digest → digest
	mediaTypes map[string]string            // digest → media type
	regions    map[string]string            // repository → its region, where that is not the gateway's
	refuse     bool                         // answers PutImage with an error
	down       bool
	reader     string // the password of a role that may not push
}

func newFakeMoto(repositories map[string]string) *fakeMoto {
	return &fakeMoto{mutability: repositories, images: map[string]map[string]string{}, mediaTypes: map[string]string{}}
}

func (f *fakeMoto) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.down {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	operation, isECR := strings.CutPrefix(r.Header.Get("X-Amz-Target"), "AmazonEC2ContainerRegistry_V20150921.")
	if r.URL.Path == "/_slipway/resources" {
		var found []map[string]string
		for name, region := range f.regions {
			found = append(found, map[string]string{"kind": "repository", "name": name, "region": region})
		}
		body, _ := json.Marshal(found)
		_, _ = w.Write(body)
		return
	}
	if r.URL.Path == "/_slipway/registry-access" {
		var asked struct{ Password, Action, Repository string }
		_ = json.NewDecoder(r.Body).Decode(&asked)
		found := map[string]any{"record": map[string]string{"asked": asked.Action + " " + asked.Repository}}
		if asked.Password == f.reader && asked.Action == "ecr:InitiateLayerUpload" {
			found["refused"] = "User: reader is not authorized to perform: " + asked.Action
		}
		answer(w, http.StatusOK, found)
		return
	}
	if !isECR {
		if r.URL.Path != healthPath {
			body, _ := io.ReadAll(r.Body)
			answer(w, http.StatusOK, map[string]string{"host": r.Host, "uri": r.RequestURI, "body": string(body), "asked": r.Header.Get("X-Forwarded-Host")})
		}
		return
	}
	var in struct {
		RepositoryName         string
		RepositoryNames        []string
		ImageDigest, ImageTag  string
		ImageManifestMediaType string
		ImageIds               []struct{ ImageDigest, ImageTag string }
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	name := in.RepositoryName
	if len(in.RepositoryNames) > 0 {
		name = in.RepositoryNames[0]
	}
	region := f.regions[name]
	if region == "" {
		region = "us-east-1"
	}
	if !strings.Contains(r.Header.Get("Authorization"), "/"+region+"/ecr/") {
		fail(w, "RepositoryNotFoundException")
		return
	}
	switch operation {
	case "DescribeRepositories":
		mutability, ok := f.mutability[in.RepositoryNames[0]]
		if !ok {
			fail(w, "RepositoryNotFoundException")
			return
		}
		answer(w, http.StatusOK, map[string]any{"repositories": []map[string]any{{
			"repositoryName": in.RepositoryNames[0], "repositoryArn": "arn:aws:ecr:" + region + ":123456789012:repository/" + name,
			"imageTagMutability":                 mutability,
			"imageTagMutabilityExclusionFilters": []map[string]string{{"filterType": "WILDCARD", "filter": "latest*"}},
		}}})
	case "DescribeImages":
		if len(in.ImageIds) == 0 {
			details := []map[string]string{}
			for _, digest := range f.images[in.RepositoryName] {
				details = append(details, map[string]string{"imageDigest": digest})
			}
			answer(w, http.StatusOK, map[string]any{"imageDetails": details})
			return
		}
		digest := f.images[in.RepositoryName][in.ImageIds[0].ImageTag+in.ImageIds[0].ImageDigest]
		if digest == "" {
			fail(w, "ImageNotFoundException")
			return
		}
		answer(w, http.StatusOK, map[string]any{"imageDetails": []map[string]string{{"imageDigest": digest}}})
	case "PutImage":
		if f.refuse {
			fail(w, "LimitExceededException")
			return
		}
		if f.images[in.RepositoryName] == nil {
			f.images[in.RepositoryName] = map[string]string{}
		}
		f.images[in.RepositoryName][in.ImageDigest] = in.ImageDigest
		if in.ImageTag != "" {
			f.images[in.RepositoryName][in.ImageTag] = in.ImageDigest
		}
		f.mediaTypes[in.ImageDigest] = in.ImageManifestMediaType
		answer(w, http.StatusOK, map[string]any{"image": map[string]string{}})
	default:
		http.Error(w, "unexpected call "+operation, http.StatusNotImplemented)
	}
}

func fail(w http.ResponseWriter, code string) {
	w.Header().Set("X-Amzn-ErrorType", code)
	answer(w, http.StatusBadRequest, map[string]string{"__type": code, "message": code})
}

// forget deletes an image as BatchDeleteImage does.
func (f *fakeMoto) forget(repository string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.images, repository)
}

// start puts a gateway before the fake and returns its host name with port.
func start(t *testing.T, moto *fakeMoto) string {
	t.Helper()
	behind := httptest.NewServer(moto)
	t.Cleanup(behind.Close)
	target, err := url.Parse(behind.URL)
	if err != nil {
		t.Fatal(err)
	}
	registry, err := newRegistry(newRepositories(behind.URL, "us-east-1"), "123456789012", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	gateway := httptest.NewServer(newHandler(target, registry, runKinds{Tasks: "simulated"}, idleBalancer(t, behind.URL), http.HandlerFunc(echo)))
	t.Cleanup(gateway.Close)
	return strings.TrimPrefix(gateway.URL, "http://")
}

// echo answers the stream of a session with its id.
func echo(w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	_ = conn.Write(r.Context(), websocket.MessageText, []byte(r.PathValue("id")))
	_ = conn.CloseNow()
}

// idleBalancer knows no load balancers, and asks for none.
func idleBalancer(t *testing.T, endpoint string) *balancer.Balancer {
	t.Helper()
	b, err := balancer.New(endpoint, 1)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
