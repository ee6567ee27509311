package slipway.rule.secrets_recoverable

import data.slipway.lib.plan

about := {
	"id": "secrets-recoverable",
	"title": "In production, a secret that is deleted can be brought back for some days",
	"reason": "With a recovery window of 0 days a value is gone with the apply that takes its secret out of the settings, and often nobody has it anywhere else.",
	"fix": "Set recovery_window_in_days (recovery_days of the secret's settings) to 7 or more, or leave it out: AWS keeps it for 30.",
}

deny contains {"address": address, "message": "recovery_window_in_days is 0"} if {
	plan.is_prod
	some address, secret in plan.by_type.aws_secretsmanager_secret
	plan.setting(secret, ["recovery_window_in_days"], 30) == 0
}
