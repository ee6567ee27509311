package awsapi

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"

	"github.com/aws/smithy-go/encoding/cbor"
)

// Fail answers the call with an error, written as its service writes one.
func (c Call) Fail(w http.ResponseWriter, status int, code, message string) {
	contentType, body := "application/x-amz-json-1.1", []byte(nil)
	switch c.Protocol {
	case Registry:
		contentType = "application/json"
		body = encoded(map[string]any{"errors": []map[string]string{{"code": code, "message": message}}})
	case JSON, REST:
		w.Header().Set("X-Amzn-ErrorType", code)
		body = encoded(map[string]string{"__type": code, "message": message})
	case CBOR:
		contentType, body = "application/cbor", cbor.Encode(cbor.Map{"__type": cbor.String(code), "message": cbor.String(message)})
		w.Header().Set("Smithy-Protocol", "rpc-v2-cbor")
	case S3:
		contentType = "application/xml"
		body = fmt.Appendf(nil, "<Error><Code>%s</Code><Message>%s</Message><RequestId>slipway</RequestId></Error>", text(code), text(message))
	case EC2Query:
		contentType = "text/xml"
		body = fmt.Appendf(nil, "<Response><Errors><Error><Code>%s</Code><Message>%s</Message></Error></Errors>"+
			"<RequestID>slipway</RequestID></Response>", text(code), text(message))
	case Query, RESTXML:
		contentType = "text/xml"
		fault := "Sender"
		if status >= http.StatusInternalServerError {
			fault = "Receiver"
		}
		body = fmt.Appendf(nil, "<ErrorResponse><Error><Type>%s</Type><Code>%s</Code><Message>%s</Message></Error>"+
			"<RequestId>slipway</RequestId></ErrorResponse>", fault, text(code), text(message))
	}
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	// The client is gone when this fails; there is nobody to tell.
	_, _ = w.Write(body)
}

// Deny answers as AWS does when no policy allows the call. AWS names the user; of one the emulator knows the access key alone, which
// has no place in a log.
func (c Call) Deny(w http.ResponseWriter) {
	denied := fmt.Sprintf("User: arn:aws:iam::123456789012:user/emulated is not authorized to perform: %s:%s because no identity-based policy allows the %[1]s:%[2]s action",
		c.Service, c.Action)
	code := "AccessDeniedException"
	switch c.Protocol {
	case Registry:
		code = "DENIED"
	case EC2Query:
		code, denied = "UnauthorizedOperation", "You are not authorized to perform this operation. "+denied
	case Query, RESTXML, S3:
		code = "AccessDenied"
	case JSON, REST, CBOR:
	}
	c.Fail(w, http.StatusForbidden, code, denied)
}

func encoded(value any) []byte {
	body, _ := json.Marshal(value) // maps of strings can be written
	return body
}

func text(s string) []byte {
	var escaped bytes.Buffer
	_ = xml.EscapeText(&escaped, []byte(s)) // a buffer takes everything
	return escaped.Bytes()
}
