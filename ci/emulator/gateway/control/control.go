// Package control asks moto's process at the emulator's own addresses, under /_slipway/ (slipway_emulator/control.py).
package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// ErrUnknown is the answer about what is no longer there, as after all of the account was deleted.
var ErrUnknown = errors.New("AWS does not know it")

// Call sends body and reads what is answered, where there is a place for it.
func Call(ctx context.Context, moto *url.URL, method, path string, query url.Values, body, answer any) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	sent, err := json.Marshal(body)
	if err != nil {
		return err
	}
	address := moto.JoinPath("_slipway", path)
	address.RawQuery = query.Encode()
	request, err := http.NewRequestWithContext(ctx, method, address.String(), bytes.NewReader(sent))
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusNotFound {
		return ErrUnknown
	}
	if response.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(response.Body, 1000))
		return fmt.Errorf("%s %s: moto answered %s: %s", method, address.Path, response.Status, strings.TrimSpace(string(text)))
	}
	if answer == nil {
		return nil
	}
	return json.NewDecoder(response.Body).Decode(answer)
}
