use super::*;

/// What comes of a shell command that reads stdin and writes to `$0`, given a few lines to copy.
fn ran(name: &str, command: &str, memory: bool) -> Result<Vec<f64>> {
    let folder = env::temp_dir().join(format!("xtask copy {} {name}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let mut copy = Copy {
        program: "sh".into(),
        args: vec!["-c".to_owned(), command.to_owned()],
        to: To::LastArgument,
        input: Rc::new(Input::new(folder.join("lines"), 10, 1000)),
        output: folder.join("output"),
        stop: Stop::default(),
        memory,
        compared: false,
    };
    let figures = copy.run();
    drop(copy);
    // Empty, or it can't be removed.
    fs::remove_dir(&folder)?;
    figures
}

#[test]
fn a_copy_yields_a_time_and_leaves_nothing() {
    let figures = ran("copies", "cat > \"$0\"", false).unwrap();
    assert!(figures[0] > 0.0 && figures[1].is_nan(), "{figures:?}");
}

#[test]
fn a_copy_that_is_too_short_is_an_error_and_leaves_nothing() {
    let error = ran("short", "head -c 990 > \"$0\"", true).unwrap_err();
    assert_eq!(error.to_string(), "it wrote 990 of 1000 bytes");
}

#[test]
fn a_copy_of_the_right_size_with_other_contents_is_an_error() {
    let error = ran("other", "tr 1 2 > \"$0\"", true).unwrap_err();
    assert_eq!(error.to_string(), "what it wrote isn't what it read");
}

#[test]
fn the_time_for_a_gigabyte_is_in_proportion_to_what_was_copied() {
    assert_eq!(for_a_gigabyte(Duration::from_secs(2), 500_000_000), 4.0);
}
