package awsapi

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"net/http/httptest"
	"testing"

	"github.com/aws/smithy-go/encoding/cbor"
)

func TestDenyInEachProtocol(t *testing.T) {
	const denied = "User: arn:aws:iam::123456789012:user/emulated is not authorized to perform: svc:Do because no identity-based policy allows the svc:Do action"
	for _, test := range []struct {
		name          string
		protocol      Protocol
		code, message string
		read          func(*testing.T, []byte) (code, message string)
	}{
		{"query", Query, "AccessDenied", denied, xmlError("ErrorResponse", "Error")},
		{"REST in XML", RESTXML, "AccessDenied", denied, xmlError("ErrorResponse", "Error")},
		{"EC2", EC2Query, "UnauthorizedOperation", "You are not authorized to perform this operation. " + denied, xmlError("Response", "Errors>Error")},
		{"S3", S3, "AccessDenied", denied, xmlError("Error", "")},
		{"JSON", JSON, "AccessDeniedException", denied, jsonError},
		{"REST", REST, "AccessDeniedException", denied, jsonError},
		{"CBOR", CBOR, "AccessDeniedException", denied, cborError},
		{"registry", Registry, "DENIED", denied, registryError},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			Call{Service: "svc", Action: "Do", Protocol: test.protocol}.Deny(w)
			code, message := test.read(t, w.Body.Bytes())
			if w.Code != 403 || code != test.code || message != test.message {
				t.Errorf("got %d %s: %s", w.Code, code, message)
			}
		})
	}
}

func TestFailEscapes(t *testing.T) {
	w := httptest.NewRecorder()
	Call{Protocol: Query}.Fail(w, 500, "InternalError", "<&>")
	if code, message := xmlError("ErrorResponse", "Error")(t, w.Body.Bytes()); code != "InternalError" || message != "<&>" {
		t.Errorf("got %s: %s", code, message)
	}
	if !bytes.Contains(w.Body.Bytes(), []byte("<Type>Receiver</Type>")) {
		t.Errorf("an error of the service is the client's: %s", w.Body)
	}
}

func xmlError(root, path string) func(*testing.T, []byte) (string, string) {
	return func(t *testing.T, body []byte) (string, string) {
		t.Helper()
		type fields struct {
			Code    string `xml:"Code"`
			Message string `xml:"Message"`
		}
		var found struct {
			XMLName xml.Name
			fields
			Query fields `xml:"Error"`
			EC2   fields `xml:"Errors>Error"`
		}
		if err := xml.Unmarshal(body, &found); err != nil || found.XMLName.Local != root {
			t.Fatalf("%s: %v", body, err)
		}
		at := map[string]fields{"": found.fields, "Error": found.Query, "Errors>Error": found.EC2}[path]
		return at.Code, at.Message
	}
}

func jsonError(t *testing.T, body []byte) (string, string) {
	t.Helper()
	var found map[string]string
	if err := json.Unmarshal(body, &found); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return found["__type"], found["message"]
}

func cborError(t *testing.T, body []byte) (string, string) {
	t.Helper()
	value, err := cbor.Decode(body)
	if err != nil {
		t.Fatal(err)
	}
	found, _ := value.(cbor.Map)
	code, _ := found["__type"].(cbor.String)
	message, _ := found["message"].(cbor.String)
	return string(code), string(message)
}

func registryError(t *testing.T, body []byte) (string, string) {
	t.Helper()
	var found struct {
		Errors []struct{ Code, Message string }
	}
	if err := json.Unmarshal(body, &found); err != nil || len(found.Errors) != 1 {
		t.Fatalf("%s: %v", body, err)
	}
	return found.Errors[0].Code, found.Errors[0].Message
}
