package buildinfo_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"testing"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/buildinfo"
)

func TestHandlerAnswersTheVersionContract(t *testing.T) {
	for _, digest := range []string{"", "sha256:4f5c"} {
		t.Run("digest "+digest, func(t *testing.T) {
			t.Setenv("IMAGE_DIGEST", digest)
			gin.SetMode(gin.ReleaseMode)
			engine := gin.New()
			engine.GET("/version", buildinfo.Handler("catalog"))

			rec := httptest.NewRecorder()
			engine.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/version", nil))

			var got map[string]string
			if err := json.Unmarshal(rec.Body.Bytes(), &got); err != nil {
				t.Fatalf("body %q: %v", rec.Body, err)
			}
			want := map[string]string{"service": "catalog", "revision": "dev", "digest": digest, "go": runtime.Version()}
			if len(got) != len(want) {
				t.Errorf("fields = %v, want %v", got, want)
			}
			for k, v := range want {
				if got[k] != v {
					t.Errorf("%s = %q, want %q", k, got[k], v)
				}
			}
		})
	}
}

// wantRevision makes the test below run itself once more, built as a release
// is built.
const wantRevision = "WANT_REVISION"

// The linker ignores -X in silence when the variable has moved or is no longer
// a constant string, and every release would then call itself "dev".
func TestRevisionCanBeSetByTheLinker(t *testing.T) {
	if want := os.Getenv(wantRevision); want != "" {
		if buildinfo.Revision != want {
			t.Errorf("Revision = %q, want %q from the linker", buildinfo.Revision, want)
		}
		return
	}
	cmd := exec.Command("go", "test", "-count=1", "-run", "^"+t.Name()+"$",
		"-ldflags", "-X slipway/services/internal/buildinfo.Revision=abc123", ".")
	cmd.Env = append(os.Environ(), wantRevision+"=abc123")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
