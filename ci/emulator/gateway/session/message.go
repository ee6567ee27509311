package session

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Types of messages, and kinds of what they carry, as the agent has them (amazon-ssm-agent, agent/session/contracts).
const (
	inputData     = "input_stream_data"
	outputData    = "output_stream_data"
	acknowledge   = "acknowledge"
	channelClosed = "channel_closed"

	kindOutput    = 1
	kindFlag      = 10
	flagTerminate = 2
	synAndFin     = 3
)

// Where the fields of a message are: numbers are big-endian, and the length of the payload is no part of the header.
const (
	atType     = 4
	atSchema   = atType + 32
	atCreated  = atSchema + 4
	atSequence = atCreated + 8
	atFlags    = atSequence + 8
	atID       = atFlags + 8
	atDigest   = atID + 16
	atKind     = atDigest + sha256.Size
	atLength   = atKind + 4
	atPayload  = atLength + 4
)

// message is one of a data channel.
type message struct {
	what     string
	kind     uint32
	sequence int64
	flags    uint64
	id       [16]byte
	payload  []byte
}

func (m message) bytes() []byte {
	out := make([]byte, atPayload, atPayload+len(m.payload))
	binary.BigEndian.PutUint32(out, atLength)
	copy(out[atType:atSchema], strings.Repeat(" ", atSchema-atType))
	copy(out[atType:], m.what)
	binary.BigEndian.PutUint32(out[atSchema:], 1)
	binary.BigEndian.PutUint64(out[atCreated:], uint64(time.Now().UnixMilli()))
	binary.BigEndian.PutUint64(out[atSequence:], uint64(m.sequence))
	binary.BigEndian.PutUint64(out[atFlags:], m.flags)
	_, _ = rand.Read(out[atID:atDigest]) // which never fails
	digest := sha256.Sum256(m.payload)
	copy(out[atDigest:], digest[:])
	binary.BigEndian.PutUint32(out[atKind:], m.kind)
	binary.BigEndian.PutUint32(out[atLength:], uint32(len(m.payload)))
	return append(out, m.payload...)
}

func parse(in []byte) (message, error) {
	if len(in) < atPayload || binary.BigEndian.Uint32(in) != atLength {
		return message{}, fmt.Errorf("a message of %d bytes has no header of %d", len(in), atLength)
	}
	m := message{
		what: strings.Trim(string(in[atType:atSchema]), " \x00"), kind: binary.BigEndian.Uint32(in[atKind:]),
		sequence: int64(binary.BigEndian.Uint64(in[atSequence:])), flags: binary.BigEndian.Uint64(in[atFlags:]), payload: in[atPayload:],
	}
	copy(m.id[:], in[atID:])
	if sha256.Sum256(m.payload) != [sha256.Size]byte(in[atDigest:atKind]) {
		return message{}, errors.New("the digest of a message is another than that of its payload")
	}
	return m, nil
}

// uuid is an id in words. Both of its halves change places in a message.
func uuid(id [16]byte) string {
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[8:12], id[12:14], id[14:16], id[0:2], id[2:8])
}
