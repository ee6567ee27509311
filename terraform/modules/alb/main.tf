# trivy:ignore:AWS-0053 a public load balancer is the way in; internal = true takes it off the internet
resource "aws_lb" "this" {
  # checkov:skip=CKV2_AWS_20:the HTTP listener redirects as soon as there is a certificate; the policy demands one in prod
  # checkov:skip=CKV2_AWS_76:the rules of a web ACL are those of its owner; it is given by ARN
  count = local.made ? 1 : 0

  name               = var.name
  load_balancer_type = "application"
  internal           = var.internal
  subnets            = values(var.subnet_ids)
  security_groups    = [aws_security_group.this[0].id]
  tags               = var.tags

  drop_invalid_header_fields = true # a malformed header is the usual way to smuggle a request past a proxy
  desync_mitigation_mode     = var.desync_mitigation_mode
  enable_deletion_protection = var.deletion_protection
  idle_timeout               = var.idle_timeout

  dynamic "access_logs" {
    for_each = var.access_logs == null ? [] : [var.access_logs]

    content {
      enabled = true
      bucket  = access_logs.value.bucket
      prefix  = access_logs.value.prefix
    }
  }

  timeouts {
    create = "10m"
    delete = "10m"
  }
}

# With a certificate port 80 only points to 443; without one it serves. `listener_arn` is the listener that serves.
# trivy:ignore:AWS-0054 with a certificate it only redirects; the policy demands one in prod
resource "aws_lb_listener" "http" {
  # checkov:skip=CKV_AWS_103:without a certificate there is no TLS; the policy demands one in prod
  count = local.made ? 1 : 0

  load_balancer_arn = aws_lb.this[0].arn
  port              = 80
  protocol          = "HTTP"
  tags              = var.tags

  dynamic "default_action" {
    for_each = local.https ? ["redirect"] : []

    content {
      type = "redirect"

      redirect {
        protocol    = "HTTPS"
        port        = "443"
        status_code = "HTTP_301"
      }
    }
  }

  dynamic "default_action" {
    for_each = local.https ? [] : ["not-found"]

    content {
      type = "fixed-response"

      fixed_response {
        content_type = "text/plain"
        message_body = local.not_found
        status_code  = "404"
      }
    }
  }
}

resource "aws_lb_listener" "https" {
  # checkov:skip=CKV_AWS_103:ssl_policy is validated: nothing below TLS 1.2
  count = local.made && local.https ? 1 : 0

  load_balancer_arn = aws_lb.this[0].arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = var.certificate_arn
  ssl_policy        = var.ssl_policy
  tags              = var.tags

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      message_body = local.not_found
      status_code  = "404"
    }
  }
}

# Beside the one of the listener, for names that it does not have: the load balancer chooses by the name that a client asks for.
resource "aws_lb_listener_certificate" "extra" {
  for_each = local.made && local.https ? var.extra_certificate_arns : []

  listener_arn    = aws_lb_listener.https[0].arn
  certificate_arn = each.key
}
