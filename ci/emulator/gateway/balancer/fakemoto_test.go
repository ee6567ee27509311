package balancer

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"slipway/emulator/gateway/balancer/target"
)

// moto plays the API and its endpoint for health, as the emulator has them: who is registered, and what was told of it.
type moto struct {
	t *testing.T

	mu       sync.Mutex
	balancer []fakeBalancer
	groups   map[string]*fakeGroup // by ARN
	names    map[string][]string   // of certificates in ACM, by ARN
	told     []string              // "port state reason", in the order in which it was told
	tasks    string
}

type fakeBalancer struct {
	name      string
	scheme    string
	listeners []fakeListener
	idle      int
}

type fakeListener struct {
	protocol     string
	port         int
	certificates []string
	rules        []string // as XML, the default rule among them
}

type fakeGroup struct {
	interval, delay, timeout int
	path, codes              string
	targets                  map[target.Address]target.Health
}

func newMoto(t *testing.T) *moto {
	return &moto{t: t, groups: map[string]*fakeGroup{}, names: map[string][]string{}, tasks: "real"}
}

// change changes it as a call of the API would.
func (m *moto) change(change func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	change()
}

func (m *moto) heard() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]string{}, m.told...)
}

func (m *moto) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case r.URL.Path == "/_slipway/health":
		fmt.Fprintf(w, `{"status":"ok","tasks":%q}`, m.tasks)
	case r.URL.Path == "/_slipway/resources":
		fmt.Fprint(w, `[{"kind":"load balancer","name":"x","region":"eu-west-1"},{"kind":"vpc","name":"v","region":"eu-north-1"}]`)
	case r.URL.Path == "/_slipway/target-health":
		m.hear(w, r)
	case r.Header.Get("X-Amz-Target") == "CertificateManager.DescribeCertificate":
		m.certificate(w, r)
	default:
		m.elb(w, r)
	}
}

func (m *moto) hear(w http.ResponseWriter, r *http.Request) {
	var said struct {
		TargetGroupArn, ID, State, Reason, Description string
		Port                                           int
	}
	if err := json.NewDecoder(r.Body).Decode(&said); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	group, at := m.groups[said.TargetGroupArn], target.Address{ID: said.ID, Port: said.Port}
	m.told = append(m.told, strings.TrimSpace(fmt.Sprintf("%d %s %s", said.Port, said.State, said.Reason)))
	if _, registered := group.targets[at]; !registered || said.State == "draining" || said.State == "unused" {
		http.Error(w, "not registered", http.StatusBadRequest)
	} else {
		group.targets[at] = target.Health{State: target.State(said.State), Reason: said.Reason, Description: said.Description}
	}
}

func (m *moto) certificate(w http.ResponseWriter, r *http.Request) {
	var asked struct{ CertificateArn string }
	_ = json.NewDecoder(r.Body).Decode(&asked)
	names := m.names[asked.CertificateArn]
	if names == nil {
		w.Header().Set("X-Amzn-ErrorType", "ResourceNotFoundException")
		http.Error(w, `{"__type":"ResourceNotFoundException"}`, http.StatusBadRequest)
		return
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"Certificate": map[string]any{"DomainName": names[0], "SubjectAlternativeNames": names}})
}

func (m *moto) elb(w http.ResponseWriter, r *http.Request) {
	action := r.FormValue("Action")
	body := ""
	switch action {
	case "DescribeLoadBalancers":
		for i, lb := range m.balancer {
			body += fmt.Sprintf(`<member><LoadBalancerArn>%d</LoadBalancerArn><LoadBalancerName>%s</LoadBalancerName><DNSName>%s</DNSName><Scheme>%s</Scheme><Type>application</Type></member>`,
				i, lb.name, lb.name+"-1.eu-west-1.elb.amazonaws.com", lb.scheme)
		}
		body = "<LoadBalancers>" + body + "</LoadBalancers>"
	case "DescribeLoadBalancerAttributes":
		lb := m.balancer[index(r.FormValue("LoadBalancerArn"))]
		body = attributes("idle_timeout.timeout_seconds", lb.idle) + attributes("routing.http.drop_invalid_header_fields.enabled", "true")
		body = "<Attributes>" + body + "</Attributes>"
	case "DescribeListeners":
		lb := index(r.FormValue("LoadBalancerArn"))
		for i, l := range m.balancer[lb].listeners {
			body += fmt.Sprintf(`<member><ListenerArn>%d/%d</ListenerArn><Protocol>%s</Protocol><Port>%d</Port><Certificates>%s</Certificates></member>`,
				lb, i, l.protocol, l.port, certificates(l.certificates[:min(1, len(l.certificates))]))
		}
		body = "<Listeners>" + body + "</Listeners>"
	case "DescribeListenerCertificates":
		body = "<Certificates>" + certificates(m.listener(r).certificates) + "</Certificates>"
	case "DescribeRules":
		body = "<Rules>" + strings.Join(m.listener(r).rules, "") + "</Rules>"
	case "DescribeTargetGroups":
		arn := r.FormValue("TargetGroupArns.member.1")
		g := m.groups[arn]
		body = fmt.Sprintf(`<TargetGroups><member><TargetGroupArn>%s</TargetGroupArn><Protocol>HTTP</Protocol><HealthCheckPath>%s</HealthCheckPath>
			<HealthCheckIntervalSeconds>%d</HealthCheckIntervalSeconds><HealthCheckTimeoutSeconds>%d</HealthCheckTimeoutSeconds>
			<Matcher><HttpCode>%s</HttpCode></Matcher><HealthyThresholdCount>2</HealthyThresholdCount></member></TargetGroups>`,
			arn, g.path, g.interval, g.timeout, g.codes)
	case "DescribeTargetGroupAttributes":
		body = "<Attributes>" + attributes("deregistration_delay.timeout_seconds", m.groups[r.FormValue("TargetGroupArn")].delay) + "</Attributes>"
	case "DescribeTargetHealth":
		for at, h := range m.groups[r.FormValue("TargetGroupArn")].targets {
			body += fmt.Sprintf(`<member><Target><Id>%s</Id><Port>%d</Port></Target><TargetHealth><State>%s</State><Reason>%s</Reason><Description>%s</Description></TargetHealth></member>`,
				at.ID, at.Port, h.State, h.Reason, h.Description)
		}
		body = "<TargetHealthDescriptions>" + body + "</TargetHealthDescriptions>"
	default:
		m.t.Errorf("unexpected call %q", action)
	}
	w.Header().Set("Content-Type", "text/xml")
	fmt.Fprintf(w, "<%sResponse><%sResult>%s</%sResult></%sResponse>", action, action, body, action, action)
}

func (m *moto) listener(r *http.Request) fakeListener {
	lb, l, _ := strings.Cut(r.FormValue("ListenerArn"), "/")
	return m.balancer[index(lb)].listeners[index(l)]
}

func index(text string) (n int) {
	_, _ = fmt.Sscan(text, &n)
	return n
}

func attributes(key string, value any) string {
	return fmt.Sprintf("<member><Key>%s</Key><Value>%v</Value></member>", key, value)
}

func certificates(arns []string) (body string) {
	for _, arn := range arns {
		body += "<member><CertificateArn>" + arn + "</CertificateArn></member>"
	}
	return body
}

// ruleXML is a rule as DescribeRules answers it; the default rule has the priority "default". conditions are field=value.
func ruleXML(priority, action string, conditions ...string) string {
	body := ""
	for _, c := range conditions {
		field, value, _ := strings.Cut(c, "=")
		body += "<member><Field>" + field + "</Field><Values><member>" + value + "</member></Values></member>"
	}
	return fmt.Sprintf("<member><Priority>%s</Priority><IsDefault>%v</IsDefault><Conditions>%s</Conditions><Actions>%s</Actions></member>",
		priority, priority == "default", body, action)
}

func forwardTo(group string) string {
	return "<member><Type>forward</Type><TargetGroupArn>" + group + "</TargetGroupArn></member>"
}

func fixed(status int, text string) string {
	var escaped strings.Builder
	_ = xml.EscapeText(&escaped, []byte(text)) // a builder takes all
	return fmt.Sprintf("<member><Type>fixed-response</Type><FixedResponseConfig><StatusCode>%d</StatusCode><ContentType>text/plain</ContentType>"+
		"<MessageBody>%s</MessageBody></FixedResponseConfig></member>", status, escaped.String())
}

const toHTTPS = "<member><Type>redirect</Type><RedirectConfig><Protocol>HTTPS</Protocol><Port>443</Port><StatusCode>HTTP_301</StatusCode></RedirectConfig></member>"
