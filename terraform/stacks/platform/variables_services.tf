variable "services" {
  description = "Service → its settings. One that answers requests has a port, and a path, hosts, or both. worker = true runs all the time and is asked by nobody: it has none of these, its rollout and its running tasks show that it is well, and health_check where it says so itself (command in the image, 0 is well; beside the load balancer's checks for any service). schedule, cron(…) or rate(…) in timezone, makes a job: a task that runs once each time, and ends; what can't be started is tried again (retry: attempts within minutes). health_path is <path>/healthz where it is left out; it must not ask what the service depends on, for ECS stops tasks that fail it unhealthy_threshold times in a row. A deploy asks for version_path, whose answer must have the digest of the service's image (the container is told it as IMAGE_DIGEST), and then makes the requests of `smoke`, at most 20, all with GET: path, with a query if need be; status, which may be a redirect's, as none is followed; contains, a text of the first 64 KiB of the answer; host, one of the service's, where it is not the one that services are asked by. uses names what the service may reach: it gets the access, and DATABASE_<NAME>_HOST, _PORT, _NAME and _SECRET_ARN (the secret with username and password, to be read at each connection: it is rotated), TABLE_<NAME>, BUCKET_<NAME>, QUEUE_<NAME>_URL and TOPIC_<NAME>_ARN, and AWS_REGION; a queue in queues it sends to and receives from, one in sends it only sends to; of a service <NAME>_URL, http://<name>:<port>, by ECS Service Connect, whose proxy beside each task of both gets what connect says, cpu units and memory in MiB, on top of cpu and memory; a call to this service ends after connect.request_timeout seconds, a silent connection after idle_timeout. What runs before a release has no proxy, and a job can use no service. scaling.queue is a queue of the settings, whose messages for each task a worker keeps at depth: it may then have a min of 0, and is woken by what waits; scaling.schedules change min and max by the clock, cron(…) in timezone, each until the next one. secrets are environment variable → ARN, or name of an entry of `secrets`; secret_kms_key_arns are the keys of those given by ARN. env_file is more of the environment, in an object of S3 that ends in .env, a line NAME=value each: its ARN, or <bucket>/<key> with one of `buckets`. ECS reads it as a task starts, and starts none without it; environment and secrets have the last word. image names the service whose image it runs, in the place of one of its own: nothing is built for it, and both have one digest. command takes the place of the image's: the program, then each argument by itself. before is what must have run, once and with exit code 0, before any service of a release moves, where the image or this changed: command, in the same image with the service's settings, within timeout. alarms take a deployment back whose tasks are healthy and serve badly: enabled = false switches them off, where null is the default. A container runs as user on a root that it can't write to, but for the folders of tmpfs; writable_root lets it write, and image_user leaves the user to the image, root too, each with its reason, and neither without an allowance of the policy. volumes are file systems of EFS, by their ids and those of access points, which are there and let the tasks in; of a preview each is an empty folder in memory. sidecars are further containers of the task, by name: image by digest, nothing is built for it; its own command, environment, secrets, locks and health_check, all as those of the service; cpu and memory on top of the service's; essential where the task ends with it; port, which the other containers of the task reach at localhost and nobody else. starts_after, of a service and of a sidecar, is container → START or HEALTHY, for what must have started, or be well, before. ulimits raise or lower what the kernel lets a process have, for example nofile = { soft = 65536, hard = 65536 }. not_secrets are names of environment that end like those of secrets and hold none. The other defaults and the limits are those of the module ecs-service."
  type = map(object({
    worker      = optional(bool, false)
    schedule    = optional(string)
    image       = optional(string)
    timezone    = optional(string, "UTC")
    port        = optional(number)
    path        = optional(string)
    hosts       = optional(set(string), [])
    health_path = optional(string)
    priority    = optional(number)

    version_path = optional(string)
    smoke        = optional(list(object({ path = string, status = optional(number, 200), contains = optional(string), host = optional(string) })), [])

    cpu                 = optional(number, 256)
    memory              = optional(number, 256)
    count               = optional(number, 2)
    allow_single_task   = optional(bool, false)
    command             = optional(list(string), [])
    user                = optional(string, "65532:65532")
    image_user          = optional(object({ reason = string }))
    writable_root       = optional(object({ reason = string }))
    tmpfs               = optional(map(number), {})
    volumes             = optional(map(object({ path = string, file_system_id = string, access_point_id = string, read_only = optional(bool, false) })), {})
    ulimits             = optional(map(object({ soft = number, hard = number })), {})
    environment         = optional(map(string), {})
    env_file            = optional(string)
    not_secrets         = optional(set(string), [])
    secrets             = optional(map(string), {})
    secret_kms_key_arns = optional(set(string), [])
    task_policy         = optional(string)
    egress_cidrs        = optional(set(string), ["0.0.0.0/0"])
    exec                = optional(bool, false)

    starts_after = optional(map(string), {})
    sidecars = optional(map(object({
      image       = string, command = optional(list(string), []), cpu = optional(number, 64), memory = optional(number, 128), essential = optional(bool, true)
      port        = optional(number), starts_after = optional(map(string), {})
      environment = optional(map(string), {}), not_secrets = optional(set(string), []), secrets = optional(map(string), {})
      user        = optional(string, "65532:65532"), image_user = optional(object({ reason = string }))
      tmpfs       = optional(map(number), {}), writable_root = optional(object({ reason = string }))

      health_check = optional(object({ command = list(string), interval = optional(number, 30), timeout = optional(number, 5), retries = optional(number, 3), start_period = optional(number, 30) }))
    })), {})

    uses = optional(object({
      databases = optional(set(string), [])
      tables    = optional(set(string), [])
      buckets   = optional(set(string), [])
      services  = optional(set(string), [])
      queues    = optional(set(string), [])
      sends     = optional(set(string), [])
      topics    = optional(set(string), [])
    }), {})

    connect = optional(object({ cpu = optional(number, 256), memory = optional(number, 64), idle_timeout = optional(number, 300), request_timeout = optional(number, 15) }), {})

    scaling = optional(object({
      min                = number
      max                = number
      cpu                = optional(number)
      memory             = optional(number)
      requests           = optional(number)
      queue              = optional(object({ name = string, depth = number }))
      scale_in_cooldown  = optional(number, 300)
      scale_out_cooldown = optional(number, 60)
      schedules          = optional(map(object({ cron = string, min = number, max = number, timezone = optional(string, "UTC") })), {})
    }))

    alarms = optional(object({
      enabled         = optional(bool, true)
      error_percent   = optional(number, 5)
      latency_seconds = optional(number, 5)
      min_requests    = optional(number, 20)
      minutes         = optional(number, 2)
    }), {})

    retry = optional(object({ attempts = optional(number, 10), minutes = optional(number, 60) }), {})

    health_check = optional(object({ command = list(string), interval = optional(number, 30), timeout = optional(number, 5), retries = optional(number, 3), start_period = optional(number, 30) }))
    before       = optional(object({ command = list(string), timeout = optional(string, "10m") }))

    health_check_interval     = optional(number, 10)
    health_check_timeout      = optional(number, 5)
    healthy_threshold         = optional(number, 2)
    unhealthy_threshold       = optional(number, 3)
    health_check_grace_period = optional(number, 60)
    deregistration_delay      = optional(number, 30)
    stop_timeout              = optional(number, 30)
    timeout                   = optional(string, "15m")
    log_retention_days        = optional(number, 30)
  }))

  validation {
    condition     = length(var.services) > 0
    error_message = "services is empty: write one entry for each service, for example services = { catalog = { port = 8080, path = \"/catalog\" } }."
  }

  validation {
    condition     = alltrue([for service in var.services : service.worker || service.schedule != null || service.port != null])
    error_message = "These services have no port: ${join(", ", [for name, service in var.services : name if !service.worker && service.schedule == null && service.port == null])}. Write the port that the container listens on, or worker = true or a schedule for what answers no requests."
  }

  validation {
    condition     = alltrue([for service in var.services : service.schedule == null || (!service.worker && service.scaling == null && service.health_check == null && !service.exec)])
    error_message = "These jobs are workers, too, or have scaling, a health_check or exec: ${join(", ", [for name, service in var.services : name if service.schedule != null && (service.worker || service.scaling != null || service.health_check != null || service.exec)])}. Take them out, or schedule: a job runs once each time, and its exit code says whether it was well."
  }

  validation {
    condition = alltrue([
      for service in var.services : (!service.worker && service.schedule == null) ||
      length(concat(compact([service.path, service.health_path, service.version_path]), [for port in service.port[*] : tostring(port)], [for priority in service.priority[*] : tostring(priority)], tolist(service.hosts), service.smoke[*].path)) == 0
    ])
    error_message = "These services are workers or jobs, which nobody reaches: ${join(", ", [
      for name, service in var.services : name if(service.worker || service.schedule != null) &&
      length(concat(compact([service.path, service.health_path, service.version_path]), [for port in service.port[*] : tostring(port)], [for priority in service.priority[*] : tostring(priority)], tolist(service.hosts), service.smoke[*].path)) > 0
    ])}. Take port, path, hosts, priority, health_path, version_path and smoke out, or worker and schedule."
  }

  validation {
    condition     = alltrue([for service in var.services : !service.worker || try(service.scaling.requests, null) == null])
    error_message = "These workers scale by requests, of which they get none: ${join(", ", [for name, service in var.services : name if service.worker && try(service.scaling.requests, null) != null])}. Write cpu, memory or queue in scaling, for example cpu = 60."
  }

  validation {
    condition     = alltrue([for service in var.services : service.image == null || try(var.services[service.image].image == null, false)])
    error_message = "These services have the image of one that is not in the settings, or that has none of its own: ${join(", ", [for name, service in var.services : "${name} (\"${service.image}\")" if !(service.image == null || try(var.services[service.image].image == null, false))])}. Write the name of a service without image."
  }

  validation {
    condition     = alltrue([for service in var.services : startswith("${coalesce(service.version_path, service.path, "/")}/", "${trimsuffix(coalesce(service.path, "/"), "/")}/")])
    error_message = "These services have a version_path that the load balancer does not send them: ${join(", ", [for name, service in var.services : "${name} (\"${service.version_path}\")" if !startswith("${coalesce(service.version_path, service.path, "/")}/", "${trimsuffix(coalesce(service.path, "/"), "/")}/")])}. Write a path below the service's own, for example \"/catalog/version\" where path is \"/catalog\"."
  }

  validation {
    condition     = alltrue([for service in var.services : length(service.smoke) <= 20])
    error_message = "These services have more than 20 requests in smoke: ${join(", ", [for name, service in var.services : "${name} (${length(service.smoke)})" if length(service.smoke) > 20])}. Keep those that show whether the service serves, and leave the rest to its tests."
  }

  validation {
    condition     = alltrue(flatten([for service in var.services : [for path in concat(service.version_path[*], service.smoke[*].path) : can(regex("^/(?:[^%#[:space:]]|%[0-9A-Fa-f]{2})*$", path))]]))
    error_message = "These services have a version_path, or a path in smoke, that is none: ${join(", ", flatten([for name, service in var.services : [for path in concat(service.version_path[*], service.smoke[*].path) : "${name} (\"${path}\")" if !can(regex("^/(?:[^%#[:space:]]|%[0-9A-Fa-f]{2})*$", path))]]))}. Write one that begins with a slash, without a space (%20), for example \"/catalog/products?limit=1\"."
  }

  validation {
    condition     = alltrue(flatten([for service in var.services : [for request in service.smoke : request.status >= 100 && request.status <= 599 && floor(request.status) == request.status]]))
    error_message = "These requests of smoke want a status that no answer has: ${join(", ", flatten([for name, service in var.services : [for request in service.smoke : "${name} (${request.path}: ${request.status})" if !(request.status >= 100 && request.status <= 599 && floor(request.status) == request.status)]]))}. Write 100 to 599."
  }

  validation {
    condition     = alltrue(flatten([for service in var.services : [for request in service.smoke : request.contains != ""]]))
    error_message = "These requests of smoke have an empty text in contains, which every answer has: ${join(", ", flatten([for name, service in var.services : [for request in service.smoke : "${name} (${request.path})" if request.contains == ""]]))}. Write a text that the answer has, or leave contains out."
  }

  validation {
    condition     = alltrue(flatten([for service in var.services : [for host in compact(service.smoke[*].host) : contains(service.hosts, host) || contains(service.hosts, replace(host, "/^[^.]*/", "*"))]]))
    error_message = "These requests of smoke have a host that their service does not have: ${join(", ", flatten([for name, service in var.services : [for host in compact(service.smoke[*].host) : "${name} (${host})" if !contains(service.hosts, host) && !contains(service.hosts, replace(host, "/^[^.]*/", "*"))]]))}. Write one of its hosts, or leave host out."
  }

  validation {
    condition = alltrue(flatten([
      for service in var.services : [
        for used, there in { databases = var.databases, tables = var.tables, buckets = var.buckets, queues = var.queues, sends = var.queues, topics = var.topics } : length(setsubtract(service.uses[used], keys(there))) == 0
      ]
    ]))
    error_message = "These services use a database, table, bucket, queue or topic that the settings do not have: ${jsonencode(flatten([for name, service in var.services : [for used, there in { databases = var.databases, tables = var.tables, buckets = var.buckets, queues = var.queues, sends = var.queues, topics = var.topics } : [for missing in setsubtract(service.uses[used], keys(there)) : { (name) = missing }]]]))}. Add it to databases, tables, buckets, queues or topics, or take it out of uses."
  }

  validation {
    condition     = alltrue([for service in var.services : try(service.scaling.queue, null) == null || service.worker && try(contains(keys(var.queues), service.scaling.queue.name), false)])
    error_message = "These services scale by a queue that the settings do not have, or are no workers: ${join(", ", [for name, service in var.services : join(" by ", [name, try(service.scaling.queue.name, "none")]) if !(try(service.scaling.queue, null) == null || service.worker && try(contains(keys(var.queues), service.scaling.queue.name), false))])}. Add the queue to queues; the requests of a service that is no worker don't come from one: put what works on the messages into a worker."
  }

  validation {
    condition     = alltrue(flatten([for service in var.services : [for used in service.uses.services : try(!var.services[used].worker && var.services[used].schedule == null, false)]]))
    error_message = "These services use one that the settings do not have, or that answers no requests: ${join(", ", flatten([for name, service in var.services : [for used in service.uses.services : "${name} (${used})" if !try(!var.services[used].worker && var.services[used].schedule == null, false)]]))}. Write one that has a port in uses.services."
  }

  validation {
    condition     = alltrue([for service in var.services : service.schedule == null || length(service.uses.services) == 0])
    error_message = "These jobs use services: ${join(", ", [for name, service in var.services : name if service.schedule != null && length(service.uses.services) > 0])}. Service Connect is for services alone: take uses.services out, and write the load balancer's address, for example environment = { ORDERS_URL = \"https://shop.example.com\" }."
  }

  validation {
    condition     = alltrue([for service in var.services : length(setsubtract(service.not_secrets, keys(service.environment))) == 0])
    error_message = "These services have names in not_secrets that their environment does not have: ${join(", ", [for name, service in var.services : "${name} (${join(", ", setsubtract(service.not_secrets, keys(service.environment)))})" if length(setsubtract(service.not_secrets, keys(service.environment))) > 0])}. Take them out, or correct them."
  }

  validation {
    condition     = alltrue([for service in var.services : service.env_file == null || try(startswith(service.env_file, "arn:") || contains(keys(var.buckets), split("/", service.env_file)[0]), false)])
    error_message = "These services have an env_file in a bucket that the settings do not have: ${join(", ", [for name, service in var.services : "${name} (${service.env_file})" if !(service.env_file == null || try(startswith(service.env_file, "arn:") || contains(keys(var.buckets), split("/", service.env_file)[0]), false))])}. Add it to buckets, or write the object's ARN, arn:aws:s3:::<bucket>/<key>.env."
  }

  validation {
    condition     = alltrue(flatten([for service in var.services : [for secrets in concat([service.secrets], values(service.sidecars)[*].secrets) : [for secret in values(secrets) : startswith(secret, "arn:") || contains(keys(var.secrets), secret)]]]))
    error_message = "These services name a secret that is neither an ARN nor in the settings: ${join(", ", flatten([for name, service in var.services : [for secrets in concat([service.secrets], values(service.sidecars)[*].secrets) : [for variable, secret in secrets : "${name} (${variable})" if !(startswith(secret, "arn:") || contains(keys(var.secrets), secret))]]]))}. Add it to secrets, and never write a value."
  }
}
