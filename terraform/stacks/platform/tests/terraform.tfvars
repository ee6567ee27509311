# What each test of this folder begins with: a service of each shape. A file, and a run, may say otherwise.
environment = "test"
region      = "eu-west-1"

services = {
  web    = { port = 3000, path = "/" }
  mailer = { worker = true, command = ["/service", "mail"], scaling = { min = 2, max = 5, cpu = 60 } }
  report = { schedule = "cron(0 3 * * ? *)", command = ["/service", "report"] }
}

images = {
  web    = "registry.example.com/web@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
  mailer = "registry.example.com/mailer@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  report = "registry.example.com/report@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
}
