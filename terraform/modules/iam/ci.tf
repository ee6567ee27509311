# Three roles for the pipeline on GitHub, which gets them by OIDC: no key is stored anywhere.
locals {
  issuer       = "token.actions.githubusercontent.com"
  provider_arn = var.ci == null ? null : coalesce(try(var.ci.oidc_provider_arn, null), one(aws_iam_openid_connect_provider.github[*].arn))
  subject      = "repo:${try(var.ci.repository, "")}"

  # GitHub names the environment where a job has one, else the pull request, else the branch or tag.
  environment_subjects = [for environment in try(var.ci.environments, []) : "${local.subject}:environment:${environment}"]
  branch_subjects      = [for branch in try(var.ci.branches, []) : "${local.subject}:ref:refs/heads/${branch}"]

  apply_subjects = concat(local.environment_subjects, local.branch_subjects)
  plan_subjects = concat(
    ["${local.subject}:ref:refs/*"],
    local.environment_subjects,
    [for subject in ["${local.subject}:pull_request"] : subject if try(var.ci.plan_pull_requests, false)],
  )

  ci_policies = { for name, statements in local.ci_statements : name => jsonencode({ Version = "2012-10-17", Statement = statements }) if var.ci != null }

  release_subjects = [for branch in try(var.ci.release_branches, []) : "${local.subject}:ref:refs/heads/${branch}"]

  # What changes anything asks for the exact subject.
  exact_trust = {
    for role, subjects in { release = local.release_subjects, apply = local.apply_subjects } : role => jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Effect    = "Allow"
          Action    = "sts:AssumeRoleWithWebIdentity"
          Principal = { Federated = local.provider_arn }
          Condition = {
            StringEquals = {
              "${local.issuer}:aud" = "sts.amazonaws.com"
              "${local.issuer}:sub" = subjects
            }
          }
        },
      ]
    })
  }

  plan_policies    = ["read", "plan"]
  release_policies = ["read", "plan", "push"]
  apply_policies   = ["read", "state", "push", "network", "compute", "data", "observe", "roles", "guard"]
}

resource "aws_iam_openid_connect_provider" "github" {
  count = var.ci == null ? 0 : var.ci.oidc_provider_arn == null ? 1 : 0

  url            = "https://${local.issuer}"
  client_id_list = ["sts.amazonaws.com"]
  tags           = merge(var.tags, { Name = "${var.name}-github" })
}

resource "aws_iam_role" "plan" {
  count = var.ci == null ? 0 : 1

  name        = "${var.name}-ci-plan"
  description = "Pipeline of ${try(var.ci.repository, "")}: reads what a plan needs, and changes nothing"
  tags        = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRoleWithWebIdentity"
        Principal = { Federated = local.provider_arn }
        Condition = {
          StringEquals = { "${local.issuer}:aud" = "sts.amazonaws.com" }
          StringLike   = { "${local.issuer}:sub" = local.plan_subjects }
        }
      },
    ]
  })
}

# What a branch does before anybody approves: a job of a GitHub environment would wait for the approval.
resource "aws_iam_role" "release" {
  count = length(local.release_subjects) == 0 ? 0 : 1

  name        = "${var.name}-ci-release"
  description = "Pipeline of ${try(var.ci.repository, "")}: pushes and signs images, and plans"
  tags        = var.tags

  assume_role_policy = local.exact_trust["release"]
}

resource "aws_iam_role" "apply" {
  count = var.ci == null ? 0 : 1

  name        = "${var.name}-ci-apply"
  description = "Pipeline of ${try(var.ci.repository, "")}: pushes images and applies"
  tags        = var.tags

  # A first apply waits for a database and its standby, then for services and their alarms; its session must not end before.
  max_session_duration = 14400

  assume_role_policy = local.exact_trust["apply"]
}

# Several policies, because IAM gives each 6144 characters; a role has room for ten.
resource "aws_iam_policy" "ci" {
  for_each = local.ci_policies

  name        = "${var.name}-ci-${each.key}"
  description = "Pipeline of ${try(var.ci.repository, "")}: ${each.key}"
  policy      = each.value
  tags        = var.tags
}

resource "aws_iam_role_policy_attachment" "plan" {
  for_each = toset(var.ci == null ? [] : local.plan_policies)

  role       = aws_iam_role.plan[0].name
  policy_arn = aws_iam_policy.ci[each.key].arn
}

resource "aws_iam_role_policy_attachment" "release" {
  for_each = toset(length(local.release_subjects) == 0 ? [] : local.release_policies)

  role       = aws_iam_role.release[0].name
  policy_arn = aws_iam_policy.ci[each.key].arn
}

resource "aws_iam_role_policy_attachment" "apply" {
  for_each = toset(var.ci == null ? [] : local.apply_policies)

  role       = aws_iam_role.apply[0].name
  policy_arn = aws_iam_policy.ci[each.key].arn
}
