package plan

// Definitions are the ARNs of the task definitions that the output of "terraform show -json PLAN" replaces by a new revision.
func Definitions(planJSON []byte) ([]string, error) {
	plan, err := parse(planJSON)
	if err != nil {
		return nil, err
	}
	var arns []string
	for _, r := range plan.ResourceChanges {
		if r.Type != "aws_ecs_task_definition" || r.Change == nil || !r.Change.Actions.Replace() {
			continue
		}
		before, _ := r.Change.Before.(map[string]any)
		if arn, _ := before["arn"].(string); arn != "" {
			arns = append(arns, arn)
		}
	}
	return arns, nil
}
