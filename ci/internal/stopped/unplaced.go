package stopped

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
)

// Services is the part of ECS's client that Unplaced needs. *ecs.Client is one.
type Services interface {
	DescribeServices(context.Context, *ecs.DescribeServicesInput, ...func(*ecs.Options)) (*ecs.DescribeServicesOutput, error)
}

// Unplaced tells of a service for whose tasks ECS found no room since a time, in ECS's words. It is empty where there was room. No
// task stops for lack of room, so that Last has nothing to say of it.
func Unplaced(ctx context.Context, client Services, cluster, service string, since time.Time) (string, error) {
	described, err := client.DescribeServices(ctx, &ecs.DescribeServicesInput{Cluster: aws.String(cluster), Services: []string{service}})
	if err != nil {
		return "", fmt.Errorf("read the events of %s: %w", service, err)
	}
	if len(described.Services) == 0 {
		return "", nil
	}
	for _, event := range described.Services[0].Events { // the newest first
		message := aws.ToString(event.Message)
		if strings.Contains(message, "unable to place a task") && aws.ToTime(event.CreatedAt).After(since) {
			return message + "\n  give it less memory, cpu or count, or the cluster more room: cluster.instance_types and cluster.max_size\n", nil
		}
	}
	return "", nil
}
