"""How a simulated ECS service behaves: its deployments, their tasks, and the targets of those tasks."""
