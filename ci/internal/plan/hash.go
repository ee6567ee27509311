package plan

import (
	"crypto/sha256"
	"encoding/hex"
)

// Hash is the SHA-256 of data, as 64 lower-case hexadecimal digits.
func Hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
