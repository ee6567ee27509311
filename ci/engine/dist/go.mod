// What the bare-host dagger is built from. The folder ./dagger is laid by
// ../dagger.go: the module github.com/dagger/dagger at the pinned version, less
// what the Go module proxy does not serve.
module slipway/engine/dist

go 1.26.1

require github.com/dagger/dagger v0.21.8

// A dependent does not inherit dagger's own replacements (the first five), and
// some of its dependencies are not served at the version it names (the rest).
replace (
	dagger.io/dagger => dagger.io/dagger v0.21.8
	go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploggrpc => go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploggrpc v0.16.0
	go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploghttp => go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploghttp v0.16.0
	go.opentelemetry.io/otel/log => go.opentelemetry.io/otel/log v0.16.0
	go.opentelemetry.io/otel/sdk/log => go.opentelemetry.io/otel/sdk/log v0.16.0

	github.com/containerd/fuse-overlayfs-snapshotter/v2 => github.com/containerd/fuse-overlayfs-snapshotter/v2 v2.1.7
	github.com/dagger/dagger => ./dagger
	github.com/dagger/dagger/engine/distconsts => ./standins/distconsts
	github.com/dagger/otel-go => github.com/dagger/otel-go v1.43.0
	github.com/vito/midterm => github.com/vito/midterm v0.2.4
	github.com/vito/tuist => ./standins/tuist
	go.etcd.io/bbolt => go.etcd.io/bbolt v1.5.0
)
