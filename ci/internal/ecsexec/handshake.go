package ecsexec

import (
	"context"
	"encoding/json"
	"fmt"
)

// What was done of an action that the agent asks for.
const (
	actionDone    = 1
	actionUnknown = 3
)

type processed struct {
	ActionType   string
	ActionStatus int
	ActionResult any
	Error        string
}

// answer says which of the agent's wishes are met. Today's agent begins without a handshake, unless the cluster has a key for sessions.
func (c *channel) answer(ctx context.Context, request []byte) error {
	var asked struct {
		RequestedClientActions []struct{ ActionType string }
	}
	if err := json.Unmarshal(request, &asked); err != nil {
		return fmt.Errorf("read what the agent in the task asks for: %w", err)
	}
	answer := struct {
		ClientVersion          string
		ProcessedClientActions []processed
		Errors                 []string
	}{ClientVersion: speaks}
	for _, action := range asked.RequestedClientActions {
		done := processed{ActionType: action.ActionType, ActionStatus: actionDone}
		if action.ActionType != "SessionType" {
			c.encrypted = c.encrypted || action.ActionType == "KMSEncryption"
			done.ActionStatus, done.Error = actionUnknown, "unsupported action "+action.ActionType
			answer.Errors = append(answer.Errors, done.Error)
		}
		answer.ProcessedClientActions = append(answer.ProcessedClientActions, done)
	}
	text, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	return c.send(ctx, kindResponse, text)
}
