package environment

import "testing"

func TestSharedCluster(t *testing.T) {
	for cluster, want := range map[string]string{
		"":                              "",
		"cluster = {}":                  "",
		"cluster = { existing = null }": "",
		"cluster = { min_size = 3 }":    "",
		`cluster = { existing = { name = "shared", capacity_provider = "ec2" } }`: "shared",
	} {
		got, err := Read("local", "local.tfvars", withCluster(t, cluster), schema(t))
		if err != nil || got.SharedCluster != want {
			t.Errorf("%s: got %q and %v, want %q", cluster, got.SharedCluster, err, want)
		}
	}
}
