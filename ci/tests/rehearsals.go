package main

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"dagger/tests/internal/dagger"
)

// Rehearsals deploys to an emulator whose tasks are containers behind a load balancer: one release that serves, and then some that
// can't. Each is rolled back as on AWS, its error says why its tasks ended, and the one before it goes on serving.
// +check
func (t *Tests) Rehearsals(ctx context.Context) error {
	return tellAll(ctx, []story{{"a load balancer for everybody", t.outer}, {"one for a VPC alone", t.inner}})
}

func (t *Tests) outer(ctx context.Context) error {
	small, err := t.small(ctx)
	if err != nil {
		return err
	}
	// So that a task which is not healthy ends soon.
	if small.Source, err = replace(ctx, small.Source, "terraform/environments/local.tfvars", `health_path = "/catalog/healthz"`,
		"health_path = \"/catalog/healthz\"\n    health_check_grace_period = 30"); err != nil {
		return err
	}
	if small.Source, err = withProducts(ctx, small.Source); err != nil {
		return err
	}
	small.Source = known(ctx, small.Source)
	return small.tellWith(ctx, "rehearsals", dagger.SlipwayOpts{Tasks: "auto"}, []part{
		{"a release that serves", small.serves},
		{"a service in a browser", small.shows("/catalog/version", "sha256:")},
		{"a product, and its picture, that both tasks know", small.sells},
		{"a look, a log and a restart", small.operates},
		{"the same product from tasks that are new", small.sold},
		{"a smoke request that fails", small.answersWrong},
		{"a release that is healthy and answers wrong", small.fails(`_ = os.Setenv("TABLE_PRODUCTS", "nowhere")`,
			"serves, but not as its settings want", "/catalog/products: wanted 200")},
		{"a release that exits", small.fails("os.Exit(3)", "Essential container in task exited", "container catalog, exit code 3", "| STOCK is not set")},
		{"a release that is never healthy", underLoad(small.fails(`_ = http.ListenAndServe(":8080", http.NotFoundHandler())`,
			"Task failed ELB health checks in (target-group", "| STOCK is not set"))},
		{"a release whose image goes", small.imageGoes},
		{"a release whose secret has no value", small.secretEmpty},
		{"a release that dies later", small.diesLater},
		{"the release that served, by HTTPS and a public name", small.https},
		{"a certificate for another name", small.wrongName},
		{"a cluster without room", small.noRoom},
	})
}

// inner deploys to an emulator of its own: a load balancer becomes internal by none that was not.
func (t *Tests) inner(ctx context.Context) error {
	small, err := t.small(ctx)
	if err != nil {
		return err
	}
	// Terraform would wait for a service for an hour.
	small.Source, err = replace(ctx, small.Source, localSettings, "services = {", "load_balancer = { internal = true }\n\nservices = {")
	if err != nil {
		return err
	}
	if small.Source, err = replace(ctx, small.Source, localSettings, "  catalog = {\n", "  catalog = {\n    timeout = \"60m\"\n"); err != nil {
		return err
	}
	return small.tellWith(ctx, "rehearsals-internal", dagger.SlipwayOpts{Tasks: "auto"}, []part{
		{"a first release whose images go", small.neverStarts},
		{"an internal load balancer", small.internal},
		{"a rollout that does not end", small.neverEnds},
	})
}

// serves deploys what is there, and asks for it at the load balancer.
func (t *Tests) serves(ctx context.Context, aws *emulated) error {
	out, err := t.at(ctx, t.Source, aws).Deploy(ctx)
	if err != nil {
		return err
	}
	if err := wants(out, "/catalog/healthz through the load balancer", "/orders/healthz through the load balancer",
		"its digest at /catalog/version; 1 smoke request passed", "ECS tasks: containers from their pushed digests"); err != nil {
		return err
	}
	return aws.browse(ctx, "/catalog/healthz")
}

// answersWrong has the settings want of the catalog what it does not answer: each such request is named, and the release stays.
func (t *Tests) answersWrong(ctx context.Context, aws *emulated) error {
	source, err := replace(ctx, t.Source, "terraform/environments/local.tfvars", `{ path = "/catalog/products", contains = "items" }`,
		`{ path = "/catalog/products", contains = "sold out" }, { path = "/catalog/nowhere" }`)
	if err != nil {
		return err
	}
	_, err = t.at(ctx, source, aws).Deploy(ctx)
	if err := refuses(err, "service catalog serves, but not as its settings want", "/catalog/products: wanted 200 with", "sold out", "got 200 OK",
		"/catalog/nowhere: wanted 200, got 404 Not Found", "The release is running", "Nothing was rolled back: release", "has the same images",
		"they stay as they were applied", "check out the source"); err != nil {
		return err
	}
	return aws.browse(ctx, "/catalog/products")
}

// asTask is the source of another release, whose catalog does something where it runs as a task.
func (t *Tests) asTask(does string) *dagger.Directory {
	return t.Source.WithNewFile("services/catalog/task.go", `package main

import (
	"fmt"
	"net/http"
	"os"
	"time"
)

var (
	_ http.Handler
	_ time.Duration
)

func init() {
	if os.Getenv("ECS_CONTAINER_METADATA_URI_V4") == "" {
		return
	}
	fmt.Println("STOCK is not set")
	`+does+`
}
`)
}

// fails deploys such a release, and wants it rolled back for reasons that the error names.
func (t *Tests) fails(does string, reasons ...string) func(context.Context, *emulated) error {
	return func(ctx context.Context, aws *emulated) error {
		return t.rollsBack(ctx, t.asTask(does), aws, reasons...)
	}
}

// rollsBack wants a deploy to fail for reasons that its error names, and the release before it to serve.
func (t *Tests) rollsBack(ctx context.Context, source *dagger.Directory, aws *emulated, reasons ...string) error {
	_, err := t.at(ctx, source, aws).Deploy(ctx)
	if err := refuses(err, append(reasons, "service catalog", "rolled")...); err != nil {
		return err
	}
	return aws.browse(ctx, "/catalog/healthz")
}

// certificate is one of another account, which the emulator shows for this name.
const (
	certificate = "arn:aws:acm:us-east-1:111122223333:certificate/11111111-2222-3333-4444-555555555555"
	publicName  = "shop.example.com"
)

// named is the source with a load balancer that has the certificate and a public name.
func (t *Tests) named(ctx context.Context, name string) (*dagger.Directory, error) {
	return replace(ctx, t.Source, "terraform/environments/local.tfvars", "services = {",
		"load_balancer = {\n  certificate_arn = \""+certificate+"\"\n  domain          = \""+name+"\"\n}\n\nservices = {")
}

// https asks the services by the name that the settings say and the certificate has.
func (t *Tests) https(ctx context.Context, aws *emulated) error {
	if err := aws.post(ctx, "/_slipway/certificate?arn="+certificate+"&name="+publicName); err != nil {
		return err
	}
	source, err := t.named(ctx, publicName)
	if err != nil {
		return err
	}
	out, err := t.at(ctx, source, aws).Deploy(ctx)
	if err != nil {
		return err
	}
	return wants(out, "https://"+publicName+"/catalog", "200 at /catalog/healthz through the load balancer")
}

// wrongName has the settings say a name that the certificate lacks: no client would come in.
func (t *Tests) wrongName(ctx context.Context, aws *emulated) error {
	source, err := t.named(ctx, "store.example.com")
	if err != nil {
		return err
	}
	_, err = t.at(ctx, source, aws).Deploy(ctx)
	return refuses(err, "shows a certificate for "+publicName, "not one for store.example.com", "load_balancer.certificate_arn")
}

// noRoom wants more memory for a task than an instance has: ECS would look for room without an end. It is refused before anything changes.
func (t *Tests) noRoom(ctx context.Context, aws *emulated) error {
	source, err := replace(ctx, t.Source, "terraform/environments/local.tfvars", `health_path = "/catalog/healthz"`,
		"health_path = \"/catalog/healthz\"\n    memory      = 30000")
	if err != nil {
		return err
	}
	if err := aws.forgetCalls(ctx); err != nil {
		return err
	}
	_, err = t.at(ctx, source, aws).Deploy(ctx)
	if err := refuses(err, "refused by 1 of", "room", "service catalog: a task takes 30000 MiB of memory", "an instance (m6i.large) has 7757", "cluster.instance_types"); err != nil {
		return err
	}
	writes, err := aws.calls(ctx, true)
	if err != nil {
		return err
	}
	for _, c := range writes {
		if c.Service == "ecs" || c.Service == "ec2" {
			return fmt.Errorf("it was refused, and called %s", c)
		}
	}
	return nil
}

// internal has a load balancer in private subnets: the pipeline is outside, takes its word for the services, and says so.
func (t *Tests) internal(ctx context.Context, aws *emulated) error {
	out, err := t.at(ctx, t.Source, aws).Deploy(ctx)
	if err != nil {
		return err
	}
	return wants(out, "2 healthy targets; not asked itself", "which is internal")
}

// browse asks the load balancer as a browser does, at the port that `emulator up` shows.
func (e *emulated) browse(ctx context.Context, path string) error {
	_, err := e.body(ctx, path)
	return err
}

// body is what it answers, which must be 200.
func (e *emulated) body(ctx context.Context, path string) (string, error) {
	at, err := e.service.Endpoint(ctx, dagger.ServiceEndpointOpts{Port: 8080, Scheme: "http"})
	if err != nil {
		return "", err
	}
	return answered(ctx, at+path)
}

// answered is what is there at an address, which must be answered with 200.
func answered(ctx context.Context, address string) (string, error) {
	answer, err := request(ctx, http.MethodGet, address)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answers %s", address, answer.Status)
	}
	return string(text), err
}
