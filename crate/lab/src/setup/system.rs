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
}

/// A family of systems whose packages have the same names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    /// Debian, Ubuntu and what comes of them.
    Debian,
    /// Fedora, RHEL and what comes of them.
    Fedora,
    /// Arch and what comes of it.
    Arch,
    /// openSUSE and SLES.
    Suse,
    /// macOS.
    MacOs,
    /// One that is not known here.
    Other,
}

impl System {
    /// The system that this program runs on.
    pub fn here() -> Self {
        if cfg!(target_os = "macos") {
            return Self::MacOs;
        }
        let release = std::fs::read_to_string(Path::new("/etc/os-release")).unwrap_or_default();
        Self::of_release(&release)
    }

    /// By the lines `ID=` and `ID_LIKE=` of `/etc/os-release`.
    fn of_release(release: &str) -> Self {
        let names = release
            .lines()
            .filter_map(|line| line.strip_prefix("ID=").or_else(|| line.strip_prefix("ID_LIKE=")))
            .flat_map(|names| names.trim_matches(['"', '\'']).split(' '));
        for name in names {
            match name {
                "debian" | "ubuntu" => return Self::Debian,
                "fedora" | "rhel" | "centos" => return Self::Fedora,
                "arch" => return Self::Arch,
                "suse" | "opensuse" | "sles" => return Self::Suse,
                _ => {}
            }
        }
        Self::Other
    }

    /// The command that installs all of `packages`.
    pub fn command(self, packages: &[Package]) -> String {
        let names = packages.iter().map(|package| self.name(*package));
        match self {
            Self::Debian => format!("sudo apt-get install {}", joined(names, " ")),
            Self::Fedora => format!("sudo dnf install {}", joined(names, " ")),
            Self::Arch => format!("sudo pacman -S --needed {}", joined(names, " ")),
            Self::Suse => format!("sudo zypper install {}", joined(names, " ")),
            Self::MacOs => joined(names, " && "),
            Self::Other => format!(
                "install {} with your system's package manager",
                joined(names, " and ")
            ),
        }
    }

    /// What a package is called; on macOS the command that installs it.
    fn name(self, package: Package) -> &'static str {
        match (self, package) {
            (Self::Debian, Package::CCompiler) => "build-essential",
            (Self::Debian, Package::Python) => "python3-venv",
            (Self::Arch, Package::CCompiler) => "base-devel",
            (Self::Arch, Package::Python) => "python",
            (Self::Fedora | Self::Suse, Package::CCompiler) => "gcc",
            (Self::Fedora | Self::Suse, Package::Python) => "python3",
            (Self::MacOs, Package::CCompiler) => "xcode-select --install",
            (Self::MacOs, Package::Python) => "brew install python",
            (Self::MacOs, Package::RustSource) => "rustup component add rust-src",
            (Self::Other, Package::CCompiler) => "a C compiler such as gcc",
            (Self::Other, Package::Python) => "Python 3.10 or newer with venv",
            (_, Package::RustSource) => "rust-src",
        }
    }
}

fn joined(names: impl Iterator<Item = &'static str>, between: &str) -> String {
    names.collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_is_known_by_its_own_name_or_its_familys() {
        for (release, system) in [
            ("PRETTY_NAME=\"Debian\"\nID=debian\n", System::Debian),
            ("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", System::Debian),
            ("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"", System::Fedora),
            ("ID=fedora", System::Fedora),
            ("ID=manjaro\nID_LIKE=arch", System::Arch),
            (
                "ID=\"opensuse-tumbleweed\"\nID_LIKE=\"opensuse suse\"",
                System::Suse,
            ),
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
                "sudo apt-get install build-essential python3-venv",
            ),
            (System::Fedora, "sudo dnf install gcc python3"),
            (System::Arch, "sudo pacman -S --needed base-devel python"),
            (System::Suse, "sudo zypper install gcc python3"),
            (System::MacOs, "xcode-select --install && brew install python"),
            (
                System::Other,
                "install a C compiler such as gcc and Python 3.10 or newer with venv with your system's package manager",
            ),
        ] {
            assert_eq!(system.command(&both), command);
        }
    }
}
