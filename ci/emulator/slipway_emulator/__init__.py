"""The local AWS of Slipway: moto at a pinned version, with the gaps filled that Terraform runs into."""
