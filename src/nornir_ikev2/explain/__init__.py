"""Why tunnels are down, and which line of which router to change: joins both ends, changes nothing."""
