"""What nbgrader of every user of the hub has to know; /etc/jupyter/nbgrader_config.py."""

from nbgrader.auth import JupyterHubAuthPlugin

c = get_config()  # noqa: F821  (nbgrader provides it)

c.Authenticator.plugin_class = JupyterHubAuthPlugin
c.CourseDirectory.course_id = "multi-layer-perceptron"
c.Exchange.root = "/srv/nbgrader/exchange"
# Exercises are fetched into a folder of the course's name.
c.Exchange.path_includes_course = True
