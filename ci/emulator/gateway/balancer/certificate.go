package balancer

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/acm"
	acmtypes "github.com/aws/aws-sdk-go-v2/service/acm/types"

	"slipway/emulator/gateway/balancer/rule"
)

// nameless is in a certificate of which no name is known: no client takes it.
const nameless = "no-name-is-known.invalid"

// certificateNames are the names of a certificate in ACM or IAM. Those of another account's certificate, which the emulator can't
// read, are told with NameCertificate; untold, they are taken to be the hosts of the listener's rules.
func (b *Balancer) certificateNames(ctx context.Context, region, arn string, rules []rule.Rule) ([]string, error) {
	if told, ok := b.names.Load(arn); ok {
		return told.([]string), nil
	}
	names, err := b.api.namesInACM(ctx, region, arn)
	if strings.Contains(arn, ":iam:") {
		names, err = b.api.namesInIAM(ctx, region, path.Base(arn))
	}
	if err != nil || len(names) > 0 {
		return names, err
	}
	for _, r := range rules {
		names = append(names, r.Hosts...)
	}
	if len(names) == 0 {
		b.complain(fmt.Errorf("certificate %s is not in the emulator, and no rule of its listener names a host: clients will refuse it; "+
			"tell its names with POST /_slipway/certificate?arn=ARN&name=NAME", arn))
		names = []string{nameless}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

func (a *api) namesInACM(ctx context.Context, region, arn string) ([]string, error) {
	out, err := a.acm.DescribeCertificate(ctx, &acm.DescribeCertificateInput{CertificateArn: &arn}, func(o *acm.Options) { o.Region = region })
	var missing *acmtypes.ResourceNotFoundException
	if errors.As(err, &missing) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("ask for certificate %s: %w", arn, err)
	}
	names := append([]string{aws.ToString(out.Certificate.DomainName)}, out.Certificate.SubjectAlternativeNames...)
	slices.Sort(names)
	return slices.Compact(names), nil
}

// namesInIAM reads a server certificate. The SDK's IAM package is by far the largest of all, for this one call.
func (a *api) namesInIAM(ctx context.Context, region, name string) ([]string, error) {
	form := url.Values{"Action": {"GetServerCertificate"}, "Version": {"2010-05-08"}, "ServerCertificateName": {name}}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, a.endpoint, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	// moto finds the service in the signature, which it does not check.
	request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=slipway/20200101/"+region+"/iam/aws4_request, SignedHeaders=host, Signature=0")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, fmt.Errorf("ask for server certificate %s: %w", name, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode == http.StatusNotFound {
		return nil, err
	}
	var answer struct {
		PEM string `xml:"GetServerCertificateResult>ServerCertificate>CertificateBody"`
	}
	if err := xml.Unmarshal(body, &answer); err != nil {
		return nil, fmt.Errorf("ask for server certificate %s: %w", name, err)
	}
	block, _ := pem.Decode([]byte(answer.PEM))
	if block == nil {
		return nil, nil // tests upload anything
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("read server certificate %s: %w", name, err)
	}
	if len(certificate.DNSNames) == 0 && certificate.Subject.CommonName != "" {
		return []string{certificate.Subject.CommonName}, nil
	}
	return certificate.DNSNames, nil
}
