package config

// Telemetry says what is sent to a collector: nothing where no endpoint is named.
type Telemetry struct{ Traces, Metrics bool }

// telemetry reads of OpenTelemetry's settings those that switch something on, or
// that would be passed over in silence. The SDK reads the others by itself.
func telemetry(env *Reader) Telemetry {
	both := env.BaseURL("OTEL_EXPORTER_OTLP_ENDPOINT") != nil
	sent := func(signal string) bool {
		endpoint := env.BaseURL("OTEL_EXPORTER_OTLP_"+signal+"_ENDPOINT") != nil
		return env.oneOf("OTEL_"+signal+"_EXPORTER", "otlp", "none") != "none" && (both || endpoint)
	}
	t := Telemetry{Traces: sent("TRACES"), Metrics: sent("METRICS")}
	for _, name := range []string{"OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL"} {
		env.oneOf(name, "http/protobuf")
	}
	env.oneOf("OTEL_TRACES_SAMPLER", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio", "always_on", "always_off", "traceidratio")
	if env.Bool("OTEL_SDK_DISABLED") {
		return Telemetry{}
	}
	return t
}
