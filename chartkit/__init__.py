"""chartkit: render, validate and convert Kubernetes manifests that are Go templates, and Helm charts."""
