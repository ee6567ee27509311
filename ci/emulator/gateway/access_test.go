package main

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/v1/remote"
)

func TestALoginDoesInTheRegistryWhatItsRoleMay(t *testing.T) {
	moto := newFakeMoto(map[string]string{repo: "IMMUTABLE"})
	moto.reader = "reader's token"
	host := start(t, moto)
	img, ref := image(t), reference(t, host, repo+":v1")
	reader := remote.WithAuth(&authn.Basic{Username: "AWS", Password: moto.reader})

	err := remote.Write(ref, img, reader)
	wantRefusal(t, err, http.StatusForbidden, "DENIED", "not authorized to perform: ecr:InitiateLayerUpload")
	if len(moto.images[repo]) != 0 {
		t.Errorf("it was pushed: %v", moto.images[repo])
	}
	if err := remote.Write(ref, img, anyLogin); err != nil {
		t.Fatal(err)
	}
	if _, err := remote.Get(ref, reader); err != nil {
		t.Errorf("who may read can't: %v", err)
	}
	wantAsked(t, host, "ecr:PutImage arn:aws:ecr:us-east-1:123456789012:repository/"+repo)
}

// wantAsked looks in the log of calls for one that needed the right.
func wantAsked(t *testing.T, host, right string) {
	t.Helper()
	resp, err := http.Get("http://" + host + "/_slipway/calls")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var calls []struct{ IAM struct{ Asked string } }
	if err := json.NewDecoder(resp.Body).Decode(&calls); err != nil {
		t.Fatal(err)
	}
	for _, call := range calls {
		if call.IAM.Asked == right {
			return
		}
	}
	t.Errorf("no call in the log needed %s: %v", right, calls)
}
