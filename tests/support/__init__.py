"""What tests share: servers, people, builders and diagrams."""
