package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
)

// spool takes the whole body of an upload before the store sees it. The store reads an upload under a lock that all
// uploads share. Where two uploads come through one tunnel, as they do from outside of the pipeline, the one that waits
// for the lock would keep the tunnel full, and the one that holds the lock would never get its data.
func spool(store http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet || r.Method == http.MethodHead || r.ContentLength == 0 {
			store.ServeHTTP(w, r)
			return
		}
		file, err := os.CreateTemp("", "upload-*")
		if err != nil {
			refuse(w, http.StatusInternalServerError, "INTERNAL_ERROR", fmt.Sprintf("keep the upload: %v; is the disk full?", err))
			return
		}
		defer os.Remove(file.Name())
		defer file.Close()
		if _, err := io.Copy(file, r.Body); err != nil {
			refuse(w, http.StatusInternalServerError, "INTERNAL_ERROR", fmt.Sprintf("take the upload: %v", err))
			return
		}
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			refuse(w, http.StatusInternalServerError, "INTERNAL_ERROR", fmt.Sprintf("read the upload back: %v", err))
			return
		}
		r.Body = file
		store.ServeHTTP(w, r)
	})
}
