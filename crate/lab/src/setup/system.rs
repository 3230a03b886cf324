//! The system's packages, and the one command that installs those that are missing.

use std::path::Path;

/// Something that only the system's package manager, or its owner, can install.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Package {
    /// A C compiler, for linking.
    CCompiler,
    /// Python with the module venv.
    Python,
    /// The sources of the standard library, where the compiler is the system's own.
    RustSource,
    /// A linker that is faster than the usual one.
    Linker,
    /// bubblewrap, which keeps graded submissions apart.
    Sandbox,
    /// A browser that tests can drive.
    Chromium,
}

/// A family of systems whose packages have the same names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    /// Debian and what comes of it.
    Debian,
    /// Ubuntu and what comes of it.
    Ubuntu,
    /// Fedora, and what comes of it with a Python that is new enough.
    Fedora,
    /// RHEL 8 and 9, what comes of them, and Amazon Linux: their own Python is too old, and a newer one stands beside it.
    OldRedHat,
    /// Arch and what comes of it.
    Arch,
    /// openSUSE and SLES.
    Suse,
    /// openSUSE Leap 15 and SLES 15: their own Python is too old.
    OldSuse,
    /// macOS.
    MacOs {
        /// Whether Homebrew is there.
        homebrew: bool,
    },
    /// One that is not known here.
    Other,
}

impl System {
    /// The system that this program runs on.
    pub fn here() -> Self {
        if cfg!(target_os = "macos") {
            let path = std::env::var_os("PATH").unwrap_or_default();
            let homebrew = std::env::split_paths(&path).any(|folder| folder.join("brew").is_file());
            return Self::MacOs { homebrew };
        }
        let release = std::fs::read_to_string(Path::new("/etc/os-release")).unwrap_or_default();
        Self::of_release(&release)
    }

    /// By the lines `ID=`, `ID_LIKE=` and `VERSION_ID=` of `/etc/os-release`.
    fn of_release(release: &str) -> Self {
        let value = |name: &str| {
            let mut lines = release.lines();
            let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
            value.unwrap_or_default().trim_matches(['"', '\''])
        };
        let version = value("VERSION_ID").split('.').next().unwrap_or_default();
        let names = std::iter::once(value("ID")).chain(value("ID_LIKE").split(' '));
        for name in names {
            match (name, version) {
                ("ubuntu", _) => return Self::Ubuntu,
                ("debian", _) => return Self::Debian,
                ("amzn", _) | ("rhel" | "centos", "8" | "9") => return Self::OldRedHat,
                ("fedora" | "rhel" | "centos", _) => return Self::Fedora,
                ("arch", _) => return Self::Arch,
                ("suse" | "opensuse" | "sles", "15") => return Self::OldSuse,
                ("suse" | "opensuse" | "sles", _) => return Self::Suse,
                _ => {}
            }
        }
        Self::Other
    }

    /// The command that installs all of `packages`, or what to do where there is none; what the system does not have is left
    /// out.
    pub fn command(self, packages: &[Package]) -> String {
        let names: Vec<&str> = packages
            .iter()
            .filter_map(|package| self.name(*package))
            .collect();
        let together = names.join(" ");
        match self {
            // A new machine, an image or WSL for instance, knows no packages before the first update.
            Self::Debian | Self::Ubuntu => {
                format!("sudo apt-get update && sudo apt-get install {together}")
            }
            Self::Fedora | Self::OldRedHat => format!("sudo dnf install {together}"),
            Self::Arch => format!("sudo pacman -S --needed {together}"),
            Self::Suse | Self::OldSuse => format!("sudo zypper install {together}"),
            // The first ends before its window does.
            Self::MacOs { .. } => names.join("\n  and, when that is done: "),
            Self::Other => format!(
                "install {} with your system's package manager",
                names.join(" and ")
            ),
        }
    }

    /// Whether there is such a thing for the system.
    pub fn has(self, package: Package) -> bool {
        self.name(package).is_some()
    }

    /// What a package is called; on macOS the command that installs it, or what to do.
    fn name(self, package: Package) -> Option<&'static str> {
        Some(match (self, package) {
            (Self::MacOs { .. }, Package::CCompiler) => "xcode-select --install",
            (Self::MacOs { homebrew: true }, Package::Python) => "brew install python",
            (Self::MacOs { homebrew: false }, Package::Python) => {
                "install Python from https://www.python.org/downloads/macos/"
            }
            (Self::MacOs { .. } | Self::Suse | Self::OldSuse | Self::Other, Package::RustSource) => {
                "Rust from https://rustup.rs, in place of the one that is there"
            }
            (Self::MacOs { homebrew: true }, Package::Chromium) => "brew install --cask google-chrome",
            (Self::MacOs { .. }, Package::Chromium | Package::Linker | Package::Sandbox) => return None,

            (Self::Debian | Self::Ubuntu, Package::CCompiler) => "build-essential",
            (Self::Arch, Package::CCompiler) => "base-devel",
            (Self::Other, Package::CCompiler) => "a C compiler such as gcc",
            (_, Package::CCompiler) => "gcc",

            (Self::Debian | Self::Ubuntu, Package::Python) => "python3-venv",
            (Self::OldRedHat, Package::Python) => "python3.12",
            (Self::OldSuse, Package::Python) => "python311",
            (Self::Arch, Package::Python) => "python",
            (Self::Other, Package::Python) => "Python 3.10 or newer with venv",
            (_, Package::Python) => "python3",

            (_, Package::RustSource) => "rust-src",
            (_, Package::Linker) => "mold",
            (_, Package::Sandbox) => "bubblewrap",
            // There `chromium` is no package.
            (Self::Ubuntu, Package::Chromium) => "chromium-browser",
            (_, Package::Chromium) => "chromium",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_is_known_by_its_own_name_or_its_familys() {
        for (release, system) in [
            ("PRETTY_NAME=\"Debian\"\nID=debian\n", System::Debian),
            ("ID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"24.04\"", System::Ubuntu),
            ("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", System::Ubuntu),
            ("ID=raspbian\nID_LIKE=debian\n", System::Debian),
            (
                "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\nVERSION_ID=\"9.6\"",
                System::OldRedHat,
            ),
            (
                "VERSION_ID=\"10.1\"\nID=\"almalinux\"\nID_LIKE=\"rhel centos fedora\"",
                System::Fedora,
            ),
            (
                "ID=\"amzn\"\nID_LIKE=\"fedora\"\nVERSION_ID=\"2023\"",
                System::OldRedHat,
            ),
            ("ID=fedora\nVERSION_ID=43", System::Fedora),
            ("ID=manjaro\nID_LIKE=arch", System::Arch),
            (
                "ID=\"opensuse-tumbleweed\"\nID_LIKE=\"opensuse suse\"\nVERSION_ID=\"20261101\"",
                System::Suse,
            ),
            (
                "ID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"\nVERSION_ID=\"15.6\"",
                System::OldSuse,
            ),
            ("ID=\"sles\"\nVERSION_ID=\"16.0\"", System::Suse),
            ("ID=nixos", System::Other),
            ("", System::Other),
        ] {
            assert_eq!(System::of_release(release), system, "{release}");
        }
    }

    #[test]
    fn one_command_installs_all_that_is_missing() {
        let both = [Package::CCompiler, Package::Python];
        for (system, command) in [
            (
                System::Debian,
                "sudo apt-get update && sudo apt-get install build-essential python3-venv",
            ),
            (System::Fedora, "sudo dnf install gcc python3"),
            (System::OldRedHat, "sudo dnf install gcc python3.12"),
            (System::Arch, "sudo pacman -S --needed base-devel python"),
            (System::Suse, "sudo zypper install gcc python3"),
            (System::OldSuse, "sudo zypper install gcc python311"),
            (
                System::MacOs { homebrew: true },
                "xcode-select --install\n  and, when that is done: brew install python",
            ),
            (
                System::Other,
                "install a C compiler such as gcc and Python 3.10 or newer with venv with your system's package manager",
            ),
        ] {
            assert_eq!(system.command(&both), command);
        }
    }

    #[test]
    fn nothing_is_named_that_a_system_does_not_have() {
        let mac = System::MacOs { homebrew: false };
        assert!(!mac.has(Package::Sandbox) && !mac.has(Package::Linker) && !mac.has(Package::Chromium));
        assert!(mac.command(&[Package::Python]).contains("python.org"));
        assert!(System::Fedora.has(Package::Sandbox));
        assert_eq!(
            System::Ubuntu.command(&[Package::Chromium]),
            "sudo apt-get update && sudo apt-get install chromium-browser"
        );
    }
}
