# Environment local: an emulator inside the pipeline stands in for an AWS account. `deploy` takes it where no --env is given.

# All names in AWS begin with PROJECT-ENVIRONMENT. Neither can change later.
project     = "[[ .Project ]]"
environment = "local"
region      = "us-east-1"

# Without this line the policy asks for all that production needs.
tier = "test"

# AWS is the emulator. No credentials are needed, and nothing is left when the call ends.
emulated = true

# Against an account, what holds data can't be deleted, and a database leaves a last snapshot. Here nothing needs to stay.
deletion_protection = false
final_snapshot      = false

# The provider waits ten seconds for names that nobody here looks up.
vpc = { dns_hostnames = false }
[[- if gt .LocalInstances 6 ]]

# A deploy runs new tasks beside the old ones, and an instance has room for two.
cluster = { max_size = [[ .LocalInstances ]] }
[[- end ]]

# One entry for each folder of services/. port is where the container listens. The load balancer sends it what begins with path,
# and the container sees the whole path. ECS asks health_path, which must answer 200. A deploy asks more, where an entry says so:
#   version_path = "/NAME/version"                              has the image's digest, which the container is told as IMAGE_DIGEST
#   smoke        = [{ path = "/NAME/items", contains = "id" }]  GET requests; each may have a status, 200 without it, and a host
services = {
[[- range .Services ]]
  [[ .Name ]] = {
    port        = [[ .Port ]] # [[ .PortFrom ]]
    path        = "/[[ .Name ]]"
    health_path = "[[ .Health ]]" # [[ .HealthFrom ]]
  }
[[- end ]]
}
