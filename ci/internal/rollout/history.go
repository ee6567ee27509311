package rollout

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"dagger/slipway/internal/awserror"
)

// HistoryAPI is the part of an ECS client that knows a service's deployments and can stop one. *ecs.Client is one.
type HistoryAPI interface {
	ListServiceDeployments(context.Context, *ecs.ListServiceDeploymentsInput, ...func(*ecs.Options)) (*ecs.ListServiceDeploymentsOutput, error)
	StopServiceDeployment(context.Context, *ecs.StopServiceDeploymentInput, ...func(*ecs.Options)) (*ecs.StopServiceDeploymentOutput, error)
}

// Newest is the ARN of a service's last deployment, "" where it has none.
func Newest(ctx context.Context, client HistoryAPI, cluster, service string) (string, error) {
	all, err := list(ctx, client, cluster, service)
	if err != nil || len(all) == 0 {
		return "", err
	}
	newest := slices.MaxFunc(all, func(a, b types.ServiceDeploymentBrief) int {
		return cmp.Compare(aws.ToTime(a.CreatedAt).UnixNano(), aws.ToTime(b.CreatedAt).UnixNano())
	})
	return aws.ToString(newest.ServiceDeploymentArn), nil
}

// Stop has ECS take a rollout that is in progress back to what the service ran before, and says whether there was one. Where the API
// can't stop one, there was none to stop: the circuit breaker ends it.
func Stop(ctx context.Context, client HistoryAPI, cluster, service string) (bool, error) {
	running, err := list(ctx, client, cluster, service, types.ServiceDeploymentStatusPending, types.ServiceDeploymentStatusInProgress)
	if err != nil {
		return false, err
	}
	stopped := false
	for _, d := range running {
		_, err := client.StopServiceDeployment(ctx, &ecs.StopServiceDeploymentInput{
			ServiceDeploymentArn: d.ServiceDeploymentArn, StopType: types.StopServiceDeploymentStopTypeRollback,
		})
		var ended *types.ConflictException
		var gone *types.ServiceDeploymentNotFoundException
		switch {
		case notThere(err), errors.As(err, &ended), errors.As(err, &gone): // it ended meanwhile
		case err != nil:
			return stopped, fmt.Errorf("stop the rollout of service %s: %w", service, err)
		default:
			stopped = true
		}
	}
	return stopped, nil
}

// list is the history of a service. One that is not there has none.
func list(ctx context.Context, client HistoryAPI, cluster, service string, in ...types.ServiceDeploymentStatus) ([]types.ServiceDeploymentBrief, error) {
	out, err := client.ListServiceDeployments(ctx, &ecs.ListServiceDeploymentsInput{Cluster: aws.String(cluster), Service: aws.String(service), Status: in})
	var noCluster *types.ClusterNotFoundException
	var noService *types.ServiceNotFoundException
	if notThere(err) || errors.As(err, &noCluster) || errors.As(err, &noService) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("ask for the deployments of service %s: %w", service, err)
	}
	return out.ServiceDeployments, nil
}

// notThere tells that an API lacks an operation, as an emulator may.
func notThere(err error) bool {
	return awserror.Has(err, "UnknownOperationException", "UnknownOperation", "NotImplemented", "InvalidAction")
}
