package stack

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dagger/slipway/internal/advice"
	"dagger/slipway/internal/plan"
	"dagger/slipway/internal/toolbox"
)

// keepMade has the state say that what this plan makes, and Terraform did not see become steady, is not tainted: the next apply would replace
// it, which a policy may well refuse. A service is complete when ECS has it. Of a database that is so where the credentials ended.
func (p *Planned) keepMade(ctx context.Context, began time.Time, failure error) error {
	var command *toolbox.CommandError
	kept := map[string]bool{"aws_ecs_service": true, "aws_db_instance": errors.As(failure, &command) && advice.Ended(command.Output)}
	var made []string
	for _, c := range p.Summary.Changes {
		if kept[c.Type] && (c.Action == plan.Create || c.Action == plan.Replace) {
			made = append(made, c.Address)
		}
	}
	if err := ctx.Err(); err != nil || len(made) == 0 {
		return err
	}
	_, err := p.changeSince(ctx, began, made, step{106, "the state of the " + p.Name + " could not be mended", untaint})
	if err == nil || errors.As(err, &command) && advice.Locked(command.Output) {
		return nil // another run goes on, and has the state
	}
	return fmt.Errorf("what did not become steady would be replaced by the next apply: %w", err)
}

// untaint lets those be that were not made, or became steady.
const untaint = `for resource in "$@"; do
  said=$(terraform untaint -no-color "$resource" 2>&1) || case $said in
    *"Resource instance is not tainted"* | *"No such resource instance"*) ;;
    *) echo "$said" >&2; exit 106 ;;
  esac
done`
