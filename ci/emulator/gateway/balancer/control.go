package balancer

import (
	"log/slog"
	"net/http"

	"slipway/emulator/gateway/balancer/authority"
)

// Authority is what signs the listeners' certificates, and all others of the emulator.
func (b *Balancer) Authority() *authority.Authority { return b.authority }

// Control adds the balancer's own addresses.
func (b *Balancer) Control(mux *http.ServeMux) {
	mux.HandleFunc("GET /_slipway/ca.pem", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-pem-file")
		_, _ = w.Write(b.authority.PEM()) // the client is gone when this fails
	})
	mux.HandleFunc("POST /_slipway/certificate", func(w http.ResponseWriter, r *http.Request) {
		arn, names := r.URL.Query().Get("arn"), r.URL.Query()["name"]
		if arn == "" || len(names) == 0 {
			http.Error(w, "say which names a certificate has that is not in the emulator: /_slipway/certificate?arn=ARN&name=NAME&name=NAME",
				http.StatusBadRequest)
			return
		}
		b.names.Store(arn, names)
		slog.Info("a certificate's names were told", "arn", arn, "names", names)
		b.Changed()
		w.WriteHeader(http.StatusNoContent)
	})
}
