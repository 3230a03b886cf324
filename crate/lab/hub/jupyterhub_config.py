"""A JupyterHub for the lecture on one machine: its users log in with their passwords there, the course's exercises go through
nbgrader's exchange, and a service of the hub's has the formgrader. README.md beside this file explains it."""

import grp
import os
import pwd
import sys
from pathlib import Path

c = get_config()  # noqa: F821  (JupyterHub provides it)

COURSE = "multi-layer-perceptron"  # as in the course's nbgrader_config.py
OWNER = "mlp-course"  # whose home holds the course; nobody logs in as this user
STATE = Path("/srv/jupyterhub")
BIN = Path(sys.executable).parent
# After so many seconds without use a kernel ends, and a server without a kernel; 0: never. What was saved stays.
# A server tells the hub of its use every five minutes: SERVER_IDLE is not for less than twice that.
KERNEL_IDLE = int(os.environ.get("KERNEL_IDLE", 0))
SERVER_IDLE = int(os.environ.get("SERVER_IDLE", 0))
# nbgrader starts programs that lie beside it.
PATH = f"{BIN}:{os.environ.get('PATH', '/usr/local/bin:/usr/bin:/bin')}"


def members(group):
    """The users of one of this machine's groups."""
    found = grp.getgrnam(group)
    primary = (user.pw_name for user in pwd.getpwall() if user.pw_gid == found.gr_gid)
    return sorted({*found.gr_mem, *primary})


lecturers, students = members("mlp-lecturers"), members("mlp-students")

# Only this machine reaches it. What the world sees is a web server with a certificate in front of it.
c.JupyterHub.bind_url = "http://127.0.0.1:8000"
c.JupyterHub.db_url = f"sqlite:///{STATE}/jupyterhub.sqlite"
c.JupyterHub.cookie_secret_file = str(STATE / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(STATE / "proxy.pid")
# Users' servers, and what runs in them, outlive a hub that ends.
c.JupyterHub.cleanup_servers = False

c.JupyterHub.authenticator_class = "pam"
c.Authenticator.allowed_users = {*lecturers, *students}
c.Spawner.cmd = [str(BIN / "jupyterhub-singleuser")]
c.Spawner.environment = {"PATH": PATH}
c.Spawner.default_url = "/lab"
c.Spawner.notebook_dir = "~"

if KERNEL_IDLE:
    kernels = {
        "cull_idle_timeout": KERNEL_IDLE,
        "cull_interval": max(1, KERNEL_IDLE // 4),
        # A page that was left open would keep its kernel for ever. One that works is kept.
        "cull_connected": True,
    }
    c.Spawner.args = [f"--MappingKernelManager.{name}={value}" for name, value in kernels.items()]

c.JupyterHub.load_groups = {
    f"formgrade-{COURSE}": {"users": [OWNER, *lecturers]},
    f"nbgrader-{COURSE}": {"users": students},
}
c.JupyterHub.services = [
    {
        "name": COURSE,
        "url": "http://127.0.0.1:9999",
        "command": [*c.Spawner.cmd, "--ServerApp.root_dir", pwd.getpwnam(OWNER).pw_dir],
        "user": OWNER,
        "cwd": pwd.getpwnam(OWNER).pw_dir,
        "environment": {"PATH": PATH, "JUPYTERHUB_DEFAULT_URL": "/lab", "JUPYTERHUB_USER": OWNER},
        "oauth_no_confirm": True,
    }
]
c.JupyterHub.load_roles = [
    # Who may open the formgrader.
    {
        "name": "lecturer",
        "groups": [f"formgrade-{COURSE}"],
        "scopes": ["self", f"access:services!service={COURSE}"],
    },
    # nbgrader asks the hub which courses the user of a server is in.
    {"name": "server", "scopes": ["users:activity!user", "access:servers!server", "read:users!user"]},
    {"name": "course", "services": [COURSE], "scopes": ["read:users", "list:users", "groups", "list:groups"]},
]

if SERVER_IDLE:
    command = [sys.executable, "-m", "jupyterhub_idle_culler", f"--timeout={SERVER_IDLE}"]
    c.JupyterHub.services.append({"name": "idle", "command": command})
    scopes = ["list:users", "read:users:activity", "read:servers", "delete:servers"]
    c.JupyterHub.load_roles.append({"name": "idle", "services": ["idle"], "scopes": scopes})
