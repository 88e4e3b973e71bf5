//! Builds the programs of exercises.
//!
//! The participant's file is an example of its demo, so that editors know it. It is built by the demos' own packages,
//! all of them selected at once: `shared` is then compiled for one choice of features only, whichever exercise comes next.
//! (Not the whole workspace: Windows can't replace the xtask.exe that is running.)
//!
//! The known answers are no targets of the workspace, so that no other command builds them. They have a package of their
//! own below the target folder.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result, bail};
use serde::Serialize;

use super::exercise::{Exercise, Variant};
use crate::engine::cancel::CancellationToken;
use crate::engine::cargo::{Build, BuildOutput, TargetName, Toolchain, args, build};
use crate::engine::process::Stderr;
use crate::engine::spec;
use crate::engine::workspace::{Package, Workspace};
use crate::usage::UsageError;

/// What an answer may use: those of these that the workspace has.
const DEPENDENCIES: [&str; 4] = ["anyhow", "fastrand", "flume", "tokio"];
/// The name of the package of the known answers.
const NAME: &str = "workshop";

/// What cargo is to do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// Build the programs.
    Build,
    /// Let clippy look at them.
    Clippy,
}

/// One call of cargo.
pub struct Call<'a> {
    /// What it is to do.
    pub tool: Tool,
    /// Whether the compiler's messages are coloured.
    pub colour: bool,
    /// Whether the network is off.
    pub offline: bool,
    /// Ends it.
    pub cancel: &'a CancellationToken,
}

impl Call<'_> {
    fn run(
        &self,
        mut args: Vec<OsString>,
        folder: &Path,
        mut env: Vec<(OsString, OsString)>,
        lints: &[&str],
        progress: impl FnMut(&str),
    ) -> Result<Option<BuildOutput>> {
        let tool = if self.tool == Tool::Build { "build" } else { "clippy" };
        args.insert(0, tool.into());
        if self.offline {
            env.push(("CARGO_NET_OFFLINE".into(), "true".into()));
        }
        if self.tool == Tool::Clippy {
            args.push("--".into());
            args.extend(lints.iter().flat_map(|lint| [OsString::from("-W"), lint.into()]));
        }
        // So that it can be said how far it is.
        env.extend(
            [("CARGO_TERM_PROGRESS_WHEN", "always"), ("CARGO_TERM_PROGRESS_WIDTH", "100")]
                .map(|(name, value)| (name.into(), value.into())),
        );
        let toolchain = Toolchain::Ours;
        let request = Build { args, folder, toolchain, env, colour: self.colour, stderr: Stderr::Collected };
        build(&request, self.cancel, progress)
    }
}

/// The participant's program, as cargo's messages name it.
pub fn own_target(exercise: &Exercise) -> Result<TargetName> {
    let file = exercise.path(&Variant::Yours);
    let Some(name) = exercise.demo.example_in(&file) else {
        bail!(UsageError(format!(
            "{}: is no target, so that neither cargo nor an editor knows it: add an [[example]] with this `path` to {}",
            file.display(),
            exercise.demo.folder().join("Cargo.toml").display()
        )));
    };
    Ok(TargetName { package: exercise.demo.id.clone(), name: name.to_owned() })
}

/// Builds these participants' files. `None` if it was cancelled.
pub fn own(
    call: &Call,
    workspace: &Workspace,
    all: &[Exercise],
    chosen: &[&Exercise],
    progress: impl FnMut(&str),
) -> Result<Option<BuildOutput>> {
    let mut args = demos(all);
    for exercise in chosen {
        touch_if_restored(workspace, &exercise.name, &exercise.path(&Variant::Yours))?;
        args.extend([OsString::from("--example"), own_target(exercise)?.name.into()]);
    }
    call.run(args, &workspace.root, Vec::new(), &lints(all), progress)
}

/// The arguments that select every package with exercises.
fn demos(exercises: &[Exercise]) -> Vec<OsString> {
    let mut packages: Vec<&str> = exercises.iter().map(|exercise| exercise.demo.name.as_str()).collect();
    packages.sort_unstable();
    packages.dedup();
    let features: Vec<String> = packages.iter().map(|package| format!("{package}/exercises")).collect();
    let mut args = args(["--features", &features.join(",")]);
    args.extend(packages.iter().flat_map(|package| [OsString::from("--package"), package.into()]));
    args
}

/// All lints that exercises name: always the same, so that clippy need not look at anything twice.
fn lints(exercises: &[Exercise]) -> Vec<&str> {
    let mut lints: Vec<&str> = exercises.iter().flat_map(Exercise::lints).collect();
    lints.sort_unstable();
    lints.dedup();
    lints
}

/// The package of the known answers.
pub struct KnownAnswers {
    package: Package,
    /// Each program with the file that it is built of.
    programs: Vec<(String, PathBuf)>,
}

impl KnownAnswers {
    /// Writes the package's files, where they aren't as they should be.
    pub fn prepare(workspace: &Workspace, exercises: &[Exercise]) -> Result<KnownAnswers> {
        let folder = workspace.target.join("xtask").join("package");
        fs::create_dir_all(&folder).with_context(|| format!("{}: can't be made", folder.display()))?;
        let mut programs = Vec::new();
        for exercise in exercises {
            let variants = exercise.variants()?.into_iter().filter(|variant| *variant != Variant::Yours);
            programs.extend(variants.map(|variant| (program(exercise, &variant), exercise.path(&variant))));
        }
        let manifest = manifest(&workspace.root, &programs)?;
        let manifest_is_new = write_if_new(&folder.join("Cargo.toml"), manifest.as_bytes())?;
        // Cargo makes its own of the copy, so that what it was made of is kept beside it.
        if let Ok(lock) = fs::read(workspace.root.join("Cargo.lock")) {
            let lock_is_new = write_if_new(&folder.join("copied.lock"), &lock)?;
            if manifest_is_new || lock_is_new || !folder.join("Cargo.lock").exists() {
                write_if_new(&folder.join("Cargo.lock"), &lock)?;
            }
        }
        // Cargo says paths without links.
        let folder = folder.canonicalize().unwrap_or(folder);
        let mut workspace = Workspace::find(&folder, Toolchain::Ours)?;
        let package = workspace.packages.pop().context("the generated package has gone")?;
        Ok(KnownAnswers { package, programs })
    }

    /// A program, as cargo's messages name it.
    pub fn target(&self, exercise: &Exercise, variant: &Variant) -> TargetName {
        TargetName { package: self.package.id.clone(), name: program(exercise, variant) }
    }

    /// Builds these programs. `None` if it was cancelled.
    pub fn build(
        &self,
        call: &Call,
        workspace: &Workspace,
        all: &[Exercise],
        programs: &[TargetName],
        progress: impl FnMut(&str),
    ) -> Result<Option<BuildOutput>> {
        if programs.is_empty() {
            return Ok(Some(BuildOutput::default()));
        }
        let mut args = args(["--manifest-path"]);
        args.push(self.package.folder().join("Cargo.toml").into());
        args.extend(["--target-dir".into(), workspace.target.clone().into_os_string()]);
        for target in programs {
            if let Some((name, file)) = self.programs.iter().find(|(name, _)| *name == target.name) {
                touch_if_restored(workspace, name, file)?;
            }
            args.extend(["--bin".into(), OsString::from(&target.name)]);
        }
        let env = vec![(OsString::from("CLIPPY_CONF_DIR"), workspace.root.clone().into_os_string())];
        // From the top folder, where its own settings are read.
        call.run(args, &workspace.root, env, &lints(all), progress)
    }
}

/// The name of the program that is built of a known answer.
fn program(exercise: &Exercise, variant: &Variant) -> String {
    format!("{}-{}", variant.stem(), exercise.name)
}

/// The generated `Cargo.toml`.
#[derive(Serialize)]
struct Manifest {
    package: toml::Table,
    workspace: toml::Table,
    dependencies: toml::Table,
    lints: toml::Table,
    profile: toml::Table,
    bin: Vec<Bin>,
}

#[derive(Serialize)]
struct Bin {
    name: String,
    path: PathBuf,
}

fn manifest(root: &Path, programs: &[(String, PathBuf)]) -> Result<String> {
    let top: toml::Table = spec::read(&root.join("Cargo.toml"))?;
    let workspace = table(&top, "workspace");
    let known = table(&workspace, "dependencies");
    let mut dependencies: toml::Table = DEPENDENCIES
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), known.get(*name)?.clone())))
        .collect();
    if known.contains_key("shared") {
        let path = utf8(&root.join("shared"))?;
        dependencies.insert(
            "shared".to_owned(),
            toml::toml! { path = path features = ["blocks", "exercises"] }.into(),
        );
    }
    let mut lints = table(&workspace, "lints");
    // An exercise may lose the text at its head.
    let mut of_rustc = table(&lints, "rust");
    of_rustc.insert("missing_docs".to_owned(), "allow".into());
    lints.insert("rust".to_owned(), of_rustc.into());
    // What the answers need is built as it is built for the demos. They themselves are small: to build them for a
    // debugger, or piece by piece, costs more than it brings.
    let mut profile = table(&top, "profile");
    let mut dev = table(&profile, "dev");
    let mut packages = table(&dev, "package");
    packages.insert(NAME.to_owned(), toml::toml! { debug = false incremental = false }.into());
    dev.insert("package".to_owned(), packages.into());
    profile.insert("dev".to_owned(), dev.into());
    let bins = programs.iter().map(|(name, file)| {
        utf8(file)?;
        Ok(Bin { name: name.clone(), path: file.clone() })
    });
    let manifest = Manifest {
        package: toml::toml! {
            name = "workshop"
            edition = "2024"
            publish = false
            autobins = false
            autolib = false
            autoexamples = false
            autotests = false
            autobenches = false
        },
        workspace: toml::toml! { resolver = "3" },
        dependencies,
        lints,
        profile,
        bin: bins.collect::<Result<_>>()?,
    };
    let head = "# Generated by `cargo xtask workshop`, from the workspace's Cargo.toml and the exercises.\n";
    Ok(head.to_owned()
        + &toml::to_string(&manifest).context("no Cargo.toml could be made for the known answers")?)
}

/// The table of this name; an empty one, if there is none.
fn table(of: &toml::Table, key: &str) -> toml::Table {
    of.get(key).and_then(toml::Value::as_table).cloned().unwrap_or_default()
}

fn utf8(path: &Path) -> Result<String> {
    match path.to_str() {
        Some(path) => Ok(path.to_owned()),
        None => bail!(UsageError(format!("{}: cargo takes only paths that are UTF-8", path.display()))),
    }
}

/// Cargo builds anew what was written after the last build. A file that was put back with its old time would be judged by
/// what was there before: such a one is given the time of now.
fn touch_if_restored(workspace: &Workspace, program: &str, file: &Path) -> Result<()> {
    let time = |file: &Path| fs::metadata(file).and_then(|metadata| metadata.modified());
    let folder = workspace.target.join("xtask").join("seen");
    let seen = folder.join(program);
    let contents = fs::read(file).with_context(|| format!("{}: can't be read", file.display()))?;
    if let (Ok(old), Ok(old_time)) = (fs::read(&seen), time(&seen))
        && old != contents
        && time(file).is_ok_and(|time| time <= old_time)
    {
        // Where that isn't allowed, nothing is lost but this care.
        let _ = File::options().write(true).open(file).and_then(|file| file.set_modified(SystemTime::now()));
    }
    fs::create_dir_all(&folder).with_context(|| format!("{}: can't be made", folder.display()))?;
    write_if_new(&seen, &contents)?;
    Ok(())
}

/// Writes a file as a whole, unless it is just so already. Returns whether it had to.
pub fn write_if_new(file: &Path, contents: &[u8]) -> Result<bool> {
    if fs::read(file).is_ok_and(|old| old == contents) {
        return Ok(false);
    }
    // The half of it is never read, not even after a crash.
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let new = file.with_file_name(name);
    let written = fs::write(&new, contents).and_then(|()| fs::rename(&new, file));
    if written.is_err() {
        let _ = fs::remove_file(&new);
    }
    written.with_context(|| format!("{}: can't be written", file.display()))?;
    Ok(true)
}
