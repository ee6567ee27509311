package ecsexec

import (
	"encoding/hex"
	"testing"
)

// The message was written by AWS's own client (session-manager-plugin, src/message).
func TestMessagesAreThoseOfAWS(t *testing.T) {
	const written = "000000746f75747075745f73747265616d5f646174612020202020202020202020202020000000010000015e0baa78840000000000000007" +
		"0000000000000002a508b5f073f31b16dd01e56bff48483ecd2eca3535741f27a8ae40c31b0c41d4057a7a7b912b33b9aed86485d1c84676000000010000000768656c6c6f0d0a"
	raw, err := hex.DecodeString(written)
	if err != nil {
		t.Fatal(err)
	}
	m, err := parse(raw)
	if err != nil || m.what != outputData || m.kind != kindOutput || m.sequence != 7 || m.flags != 2 || string(m.payload) != "hello\r\n" ||
		m.id.String() != "dd01e56b-ff48-483e-a508-b5f073f31b16" {
		t.Errorf("got %+v, %v", m, err)
	}
	again := m.bytes()
	copy(again[offsetCreated:offsetSequence], raw[offsetCreated:offsetSequence])
	if got := hex.EncodeToString(again); got != written {
		t.Errorf("got  %s\nwant %s", got, written)
	}
	raw[len(raw)-1]++
	for _, broken := range [][]byte{nil, raw[:100], raw, append([]byte{0xff, 0xff, 0xff, 0xff}, raw[4:]...)} {
		if _, err := parse(broken); err == nil {
			t.Errorf("a broken message of %d bytes was taken", len(broken))
		}
	}
}
