package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecr/types"

	"slipway/emulator/gateway/steer"
)

// ecrActions are what ECR asks of the role that a request's login belongs to, by method and kind of object.
var ecrActions = map[string]string{
	"GET manifests": "BatchGetImage", "HEAD manifests": "BatchGetImage", "PUT manifests": "PutImage",
	"GET blobs": "GetDownloadUrlForLayer", "HEAD blobs": "BatchCheckLayerAvailability",
	"POST blobs": "InitiateLayerUpload", "PATCH blobs": "UploadLayerPart", "PUT blobs": "CompleteLayerUpload",
	"GET referrers": "ListImageReferrers", "GET tags": "ListImages",
}

// access is what moto's side finds of a request to the registry.
type access struct {
	Record  json.RawMessage `json:"record"`
	Refused string          `json:"refused"`
}

// admits asks whether the login's role may do it, and answers the request where it may not. A request without a login is nobody's.
func (r repositories) admits(w http.ResponseWriter, req *http.Request, repository *types.Repository, kind string) bool {
	_, password, loggedIn := req.BasicAuth()
	action := ecrActions[req.Method+" "+kind]
	if !loggedIn || action == "" {
		return true
	}
	found, err := r.access(req.Context(), password, "ecr:"+action, aws.ToString(repository.RepositoryArn))
	if err != nil {
		refuse(w, http.StatusInternalServerError, "INTERNAL_ERROR", err.Error())
		return false
	}
	w.Header().Set(steer.VerdictHeader, string(found.Record))
	if found.Refused != "" {
		refuse(w, http.StatusForbidden, "DENIED", found.Refused)
		return false
	}
	return true
}

func (r repositories) access(ctx context.Context, password, action, repository string) (access, error) {
	var found access
	asked, err := json.Marshal(map[string]string{"password": password, "action": action, "repository": repository})
	if err != nil {
		return found, fmt.Errorf("ask who may %s: %w", action, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.endpoint+"/_slipway/registry-access", bytes.NewReader(asked))
	if err != nil {
		return found, fmt.Errorf("ask who may %s: %w", action, err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return found, fmt.Errorf("ask who may %s: %w", action, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return found, fmt.Errorf("ask who may %s: the emulator answers %s", action, resp.Status)
	}
	if err := json.NewDecoder(resp.Body).Decode(&found); err != nil {
		return found, fmt.Errorf("ask who may %s: %w", action, err)
	}
	return found, nil
}
