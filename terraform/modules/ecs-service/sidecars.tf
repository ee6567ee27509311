# The containers beside the service's own, by the same locks.

locals {
  sidecars = [for name, sidecar in var.sidecars : merge(
    { for key, list in { command = sidecar.command } : key => list if length(list) > 0 },
    { for key, list in { secrets = [for variable in sort(keys(sidecar.secrets)) : { name = variable, valueFrom = sidecar.secrets[variable] }] } : key => list if length(list) > 0 },
    { for key, port in { portMappings = sidecar.port } : key => [{ containerPort = port, hostPort = port, protocol = "tcp" }] if port != null },
    { for key, user in { user = sidecar.user } : key => user if sidecar.image_user == null },
    { for key, check in { healthCheck = sidecar.health_check } : key => {
      command                         = concat(["CMD"], check.command)
      interval                        = check.interval
      timeout                         = check.timeout
      retries                         = check.retries
      startPeriod                     = check.start_period
    } if check != null },
    { for key, list in { dependsOn = local.order[name] } : key => list if length(list) > 0 },
    {
      name                   = name
      image                  = sidecar.image
      essential              = sidecar.essential
      cpu                    = sidecar.cpu
      memory                 = sidecar.memory
      privileged             = false
      readonlyRootFilesystem = sidecar.writable_root == null
      stopTimeout            = var.stop_timeout
      logConfiguration       = merge(local.container_log, { options = merge(local.container_log.options, { awslogs-stream-prefix = name }) })

      environment = [
        for variable, value in merge(sidecar.environment, { for key, port in { PORT = sidecar.port } : key => tostring(port) if port != null }) : { name = variable, value = value }
      ]

      linuxParameters = merge({ capabilities = { drop = ["ALL"] } }, local.init, {
        for key, list in {
          tmpfs = [for path, size in merge(sidecar.tmpfs, local.exec_tmpfs) : { containerPath = path, size = size, mountOptions = ["noexec", "nosuid", "nodev"] }]
        } : key => list if length(list) > 0
      })
    },
  )]

  # What each container starts after.
  after = merge({ (var.name) = var.starts_after }, { for name, sidecar in var.sidecars : name => sidecar.starts_after })
  order = { for name, first in local.after : name => [for other in sort(keys(first)) : { containerName = other, condition = first[other] }] }

  # And after these, and so on: each line goes twice as far, and a task has ten containers at most.
  after_1  = { for name, first in local.after : name => keys(first) }
  after_2  = { for name, first in local.after_1 : name => distinct(concat(first, flatten([for other in first : lookup(local.after_1, other, [])]))) }
  after_4  = { for name, first in local.after_2 : name => distinct(concat(first, flatten([for other in first : lookup(local.after_2, other, [])]))) }
  after_8  = { for name, first in local.after_4 : name => distinct(concat(first, flatten([for other in first : lookup(local.after_4, other, [])]))) }
  after_16 = { for name, first in local.after_8 : name => distinct(concat(first, flatten([for other in first : lookup(local.after_8, other, [])]))) }
  circle   = sort([for name, first in local.after_16 : name if contains(first, name)])

  checked = concat([for check in var.health_check[*] : var.name], [for name, sidecar in var.sidecars : name if sidecar.health_check != null])

  # Each that cannot be: not in the task, no condition, or well without anybody to ask.
  misordered = flatten([for name, first in local.after : [
    for other, condition in first : "${name} after ${other} (${condition})"
    if other == name || !contains(keys(local.after), other) || !contains(["START", "HEALTHY"], condition) || (condition == "HEALTHY" && !contains(local.checked, other))
  ]])

  # How long others wait at most for those that must be well first.
  wait_seconds = sum(concat([0], [
    for name, sidecar in var.sidecars : sidecar.health_check.start_period + sidecar.health_check.retries * (sidecar.health_check.interval + sidecar.health_check.timeout)
    if sidecar.health_check != null && contains([for first in local.after : lookup(first, name, "START")], "HEALTHY")
  ]))
}
