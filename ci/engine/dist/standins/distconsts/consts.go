// Package distconsts stands in for dagger's nested module of that name, which
// the Go module proxy does not serve. These are the paths and names at which
// the engine looks for its parts; sandbox.go puts them there.
package distconsts

// The engine's own files.
const (
	RuncPath               = "/usr/local/bin/runc"
	DaggerInitPath         = "/usr/local/bin/dagger-init"
	EngineDefaultStateDir  = "/var/lib/dagger"
	EngineCustomCACertsDir = "/usr/local/share/ca-certificates"
	DefaultEngineSockAddr  = "unix:///run/dagger/engine.sock"
)

// The images that the engine brings along, an OCI layout.
const (
	EngineContainerBuiltinContentDir   = "/usr/local/share/dagger/content"
	GoSDKManifestDigestEnvName         = "DAGGER_GO_SDK_MANIFEST_DIGEST"
	PythonSDKManifestDigestEnvName     = "DAGGER_PYTHON_SDK_MANIFEST_DIGEST"
	TypescriptSDKManifestDigestEnvName = "DAGGER_TYPESCRIPT_SDK_MANIFEST_DIGEST"
)

// Names that only matter where Docker runs the engine, and the image of
// `dagger call … terminal`, which the mirror may not hold.
const (
	EngineContainerName  = "dagger-engine.dev"
	OCIVersionAnnotation = "org.opencontainers.image.version"
	AlpineVersion        = "3.22"
	AlpineImage          = "alpine:" + AlpineVersion
)
