"""Virtual IOS routers behind real SSH."""
