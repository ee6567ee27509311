package ecsexec

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Types of messages, and kinds of what they carry, as AWS's session-manager-plugin has them (src/message).
const (
	inputData      = "input_stream_data"
	outputData     = "output_stream_data"
	acknowledge    = "acknowledge"
	channelClosed  = "channel_closed"
	schemaVersion  = 1
	synAndFin      = 3
	kindOutput     = 1
	kindHandshake  = 5
	kindResponse   = 6
	kindComplete   = 7
	kindFlag       = 10
	flagTerminate  = 2
	typeLength     = 32
	headerLength   = 116 // without the length of the payload, which follows it
	payloadOffset  = headerLength + 4
	offsetSchema   = 4 + typeLength
	offsetCreated  = offsetSchema + 4
	offsetSequence = offsetCreated + 8
	offsetFlags    = offsetSequence + 8
	offsetID       = offsetFlags + 8
	offsetDigest   = offsetID + 16
	offsetKind     = offsetDigest + sha256.Size
)

// message is one of a session's data channel: numbers are big-endian, and both halves of the id change places.
type message struct {
	kind     uint32
	what     string
	sequence int64
	flags    uint64
	id       uuid.UUID
	payload  []byte
}

func (m message) bytes() []byte {
	out := make([]byte, payloadOffset, payloadOffset+len(m.payload))
	binary.BigEndian.PutUint32(out, headerLength)
	copy(out[4:], m.what+strings.Repeat(" ", typeLength-len(m.what)))
	binary.BigEndian.PutUint32(out[offsetSchema:], schemaVersion)
	binary.BigEndian.PutUint64(out[offsetCreated:], uint64(time.Now().UnixMilli()))
	binary.BigEndian.PutUint64(out[offsetSequence:], uint64(m.sequence))
	binary.BigEndian.PutUint64(out[offsetFlags:], m.flags)
	copy(out[offsetID:], m.id[8:])
	copy(out[offsetID+8:], m.id[:8])
	digest := sha256.Sum256(m.payload)
	copy(out[offsetDigest:], digest[:])
	binary.BigEndian.PutUint32(out[offsetKind:], m.kind)
	binary.BigEndian.PutUint32(out[headerLength:], uint32(len(m.payload)))
	return append(out, m.payload...)
}

func parse(in []byte) (message, error) {
	if len(in) < payloadOffset {
		return message{}, fmt.Errorf("a message of %d bytes, which is less than its header has", len(in))
	}
	header := int64(binary.BigEndian.Uint32(in))
	if header < headerLength || header+4 > int64(len(in)) {
		return message{}, fmt.Errorf("a message of %d bytes says that its header has %d", len(in), header)
	}
	m := message{
		what:     strings.Trim(string(in[4:offsetSchema]), " \x00"),
		sequence: int64(binary.BigEndian.Uint64(in[offsetSequence:])),
		flags:    binary.BigEndian.Uint64(in[offsetFlags:]),
		kind:     binary.BigEndian.Uint32(in[offsetKind:]),
		payload:  in[header+4:],
	}
	copy(m.id[8:], in[offsetID:])
	copy(m.id[:8], in[offsetID+8:])
	if digest := sha256.Sum256(m.payload); len(m.payload) > 0 && !bytes.Equal(digest[:], in[offsetDigest:offsetKind]) {
		return message{}, errors.New("a message whose payload has another digest than its header says")
	}
	return m, nil
}
