locals {
  digest = try(regex("@(sha256:[0-9a-f]{64})$", var.image)[0], null)

  # PORT tells a service where to listen. IMAGE_DIGEST lets it say which image it is, so that a check from outside can
  # tell the new release from the old one.
  environment = tomap(merge(var.environment, { for key, port in { PORT = var.port } : key => tostring(port) if local.web }, { IMAGE_DIGEST = local.digest }))

  # A word for something secret, whole or at the end of one (PGPASSWORD, apiKey), and not in the middle: SECRETARY, MAX_TOKENS.
  secret_word = "(?i)(?:PASSWORD|PASSWORDS|PASSWD|PASSPHRASE|SECRET|SECRETS|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIAL|CREDENTIALS)(?:_|$)"

  # A last word by which the value is not the secret, but leads to it, or is a time, a number, a switch or a kind.
  harmless_end = "(?i)_(?:ARN|FILE|PATH|DIR|NAME|URL|URI|ENDPOINT|HOST|PORT|TTL|MS|SECONDS|MINUTES|HOURS|DAYS|AGE|LIFETIME|DURATION|INTERVAL|TIMEOUT|EXPIRY|EXPIRATION|EXPIRES?(?:_IN)?|COUNT|LIMIT|MIN|MAX|LENGTH|SIZE|BYTES|ROUNDS|RATE|ENABLED|DISABLED|REQUIRED|TYPE|FORMAT|ALGORITHM|HEADER|PREFIX|ISSUER|AUDIENCE|VERSION|POLICY)$"

  # What a shell into the task must be able to write under a read-only root. ECS itself mounts the agent's programs and log.
  exec_tmpfs = { for path in ["/var/lib/amazon/ssm"] : path => 16 if var.enable_execute_command }
  tmpfs      = merge(var.tmpfs, local.exec_tmpfs)

  # ECS drops empty lists from what it stores, which would show as a difference on every plan: no secrets, no key.
  secrets = {
    for key, list in { secrets = [for name in sort(keys(var.secrets)) : { name = name, valueFrom = var.secrets[name] }] } :
    key => list if length(list) > 0
  }

  command = { for key, list in { command = var.command } : key => list if length(list) > 0 }

  mounts = {
    for key, list in {
      tmpfs = [for path in sort(keys(local.tmpfs)) : { containerPath = path, size = local.tmpfs[path], mountOptions = ["noexec", "nosuid", "nodev"] }]
    } : key => list if length(list) > 0
  }

  ulimit_names = ["core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio", "rttime", "sigpending", "stack"]

  ulimits = {
    for key, list in { ulimits = [for name in sort(keys(var.ulimits)) : { name = name, softLimit = var.ulimits[name].soft, hardLimit = var.ulimits[name].hard }] } :
    key => list if length(list) > 0
  }

  env_files = { for key, arn in { environmentFiles = var.env_file } : key => [{ value = arn, type = "s3" }] if arn != null }

  user = { for key, value in { user = var.user } : key => value if var.image_user == null }

  volumes = {
    for key, list in { mountPoints = [for name, volume in var.volumes : { sourceVolume = name, containerPath = volume.path, readOnly = volume.read_only }] } :
    key => list if length(list) > 0
  }

  # A shell's children outlive it unless an init process collects them.
  init = { for key, value in { initProcessEnabled = true } : key => value if var.enable_execute_command }

  ports = {
    for key, list in { portMappings = [for port in [var.port] : merge(local.port_name, { containerPort = port, hostPort = port, protocol = "tcp" }) if local.web] } :
    key => list if length(list) > 0
  }

  # ECS ignores the image's own check; startPeriod keeps a slow start from counting.
  check = { for key, check in { healthCheck = var.health_check } : key => {
    command     = concat(["CMD"], check.command)
    interval    = check.interval
    timeout     = check.timeout
    retries     = check.retries
    startPeriod = check.start_period
  } if check != null }

  waits = { for key, list in { dependsOn = local.order[var.name] } : key => list if length(list) > 0 }

  container_log = {
    logDriver = "awslogs"
    options = {
      awslogs-group         = aws_cloudwatch_log_group.this.name
      awslogs-region        = var.region
      awslogs-stream-prefix = var.name
      mode                  = "non-blocking" # a log service that is slow must not make the service slow
      max-buffer-size       = "25m"
    }
  }

  container = merge(local.secrets, local.command, local.ports, local.check, local.ulimits, local.user, local.env_files, local.volumes, local.waits, local.bounds, {
    name      = var.name
    image     = var.image
    essential = true

    # Maps become lists in the order of their keys, so that the same settings are always the same definition.
    environment = [for key in sort(keys(local.environment)) : { name = key, value = local.environment[key] }]

    privileged             = false
    readonlyRootFilesystem = var.writable_root == null
    stopTimeout            = var.stop_timeout
    linuxParameters        = merge({ capabilities = { drop = ["ALL"] } }, local.mounts, local.init)
    logConfiguration       = local.container_log
  })
}

# The module iam makes the log's ARN from this name.
resource "aws_cloudwatch_log_group" "this" {
  name              = "/ecs/${coalesce(var.log_prefix, var.name_prefix)}/${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.log_kms_key_arn
  tags              = local.tags
}

resource "aws_ecs_task_definition" "this" {
  family                   = local.full_name
  requires_compatibilities = ["EC2"]
  network_mode             = "awsvpc"
  cpu                      = local.task.cpu
  memory                   = local.task.memory
  execution_role_arn       = var.execution_role_arn
  task_role_arn            = var.task_role_arn
  container_definitions    = jsonencode(concat([local.container], local.sidecars))
  skip_destroy             = var.keep_revisions
  tags                     = local.tags

  # A task on an instance of another processor ends with "exec format error"; with this ECS does not place it there.
  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.cpu_architecture
  }

  dynamic "volume" {
    for_each = var.volumes

    content {
      name = volume.key

      efs_volume_configuration {
        file_system_id     = volume.value.file_system_id
        transit_encryption = "ENABLED"

        authorization_config {
          access_point_id = volume.value.access_point_id
          iam             = "ENABLED"
        }
      }
    }
  }

  lifecycle {
    # The old revision stays registered at least until the service is steady: the circuit breaker goes back to it.
    create_before_destroy = true

    precondition {
      condition     = length(local.misordered) == 0
      error_message = "starts_after of ${var.name} can't be kept: ${join(", ", local.misordered)}. Write other containers of the task, ${join(", ", keys(local.after))}, and START, or HEALTHY where that one has a health_check."
    }

    precondition {
      condition     = length(local.circle) == 0
      error_message = "starts_after of ${var.name} goes round in a circle, in which none is the first: ${join(", ", local.circle)}. Take one out."
    }
  }
}
