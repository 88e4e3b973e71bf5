//! The picture from top to bottom, in lines of text, bars and charts: the same in the terminal and as SVG.

use textwrap::{Options, WordSplitter};

use super::model::Timeline;
use super::queue::{Queue, Waits};
use super::record::{Run, load};
use super::units::{Axis, Nanos};
use super::words::{self, safe};

/// How much of a worker's name is shown.
const NAME: usize = 12;
/// The rows of a chart.
pub const ROWS: [&str; 2] = ["unsent", "queued"];

const ABOUT_CAPACITY: &str = "The work is the same each time. The capacity decides where messages wait: unsent in the \
                              sender, in a pipe or in a socket, or queued in this program's memory.";

pub struct Picture<'a> {
    /// How many characters are in a line, and how many of them are left of the bars.
    pub width: usize,
    pub margin: usize,
    pub blocks: Vec<Block<'a>>,
}

pub enum Block<'a> {
    /// A line of text, empty between two paragraphs.
    Line(Style, String),
    /// A bar for each worker.
    Bars(Axis, &'a Timeline),
    /// How many messages are in each of [`ROWS`] over time. So many fill a row.
    Chart(Axis, u64, [Waits; 2]),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Plain,
    Title,
    Fault,
}

/// Lays out all runs.
pub fn picture(runs: &[Run], width: usize) -> Picture<'_> {
    let names = runs.iter().flat_map(|run| &run.timeline.workers).map(|worker| name(&worker.name));
    let longest_name = names.map(|name| name.chars().count()).chain([ROWS[0].len()]).max();
    let mut picture = Picture { width, margin: longest_name.unwrap_or_default() + 2, blocks: Vec::new() };

    let plain: Vec<&Run> = runs.iter().filter(|run| run.capacity.is_none()).collect();
    let longest = plain.iter().map(|run| run.timeline.makespan()).max().unwrap_or_default();
    for (place, run) in plain.iter().enumerate() {
        picture.run(run, longest);
        let legend = words::legend(&run.timeline);
        // Runs that share it have it once, below the last of them.
        let is_last = plain.get(place + 1).is_none_or(|next| words::legend(&next.timeline) != legend);
        if is_last && !legend.is_empty() {
            picture.columns(&legend);
        }
    }
    if let Some(comparison) = words::comparison(&plain) {
        picture.gap();
        picture.text(Style::Plain, &comparison);
    }
    for runs in runs.chunk_by(|one, other| one.name == other.name) {
        let loaded: Vec<&Run> = runs.iter().filter(|run| run.capacity.is_some()).collect();
        picture.queues(&loaded);
    }
    picture
}

/// A worker's name, safe to print and short enough to stand before its bar.
pub fn name(name: &str) -> String {
    safe(name).chars().take(NAME).collect()
}

impl<'a> Picture<'a> {
    fn run(&mut self, run: &'a Run, longest: Nanos) {
        let timeline = &run.timeline;
        self.gap();
        self.text(Style::Title, &run.command());
        if !timeline.workers.is_empty() {
            self.blocks.push(Block::Bars(Axis { begin: timeline.begin(), length: longest }, timeline));
            for line in words::summary(timeline) {
                self.text(Style::Plain, &line);
            }
        } else if run.is_well() {
            self.text(Style::Plain, "There was nothing to do.");
        }
        self.faults(run, "");
    }

    fn faults(&mut self, run: &Run, prefix: &str) {
        for fault in words::faults(run) {
            self.text(Style::Fault, &format!("{prefix}{fault}"));
        }
        for line in &run.stderr {
            self.text(Style::Plain, line);
        }
    }

    /// The same work under different capacities.
    fn queues(&mut self, runs: &[&'a Run]) {
        let queue = |run: &&'a Run| Some((*run, Queue::new(&run.timeline)?));
        let queues: Vec<(&Run, Queue)> = runs.iter().filter_map(queue).collect();
        let length = queues.iter().map(|(_, queue)| queue.axis.length).max().unwrap_or_default();
        let most = queues.iter().map(|(run, _)| run.timeline.messages.len() as u64).max().unwrap_or_default();
        if most > 0 {
            let (name, load) = (&runs[0].name, load(&runs[0].name).unwrap_or_default());
            self.gap();
            self.text(Style::Title, &format!("{name}: {load}"));
            self.text(Style::Plain, &format!("Messages before the queue and in it, of all {most}:"));
            let columns: Vec<_> =
                queues.iter().map(|(run, queue)| words::queue_numbers(run, queue)).collect();
            for (run, queue) in queues {
                self.gap();
                self.text(Style::Plain, &format!("--capacity {}", run.capacity.unwrap_or_default()));
                let axis = Axis { length, ..queue.axis };
                self.blocks.push(Block::Chart(axis, most, [queue.unsent, queue.queued]));
            }
            self.table(&columns);
            self.gap();
            self.text(Style::Plain, ABOUT_CAPACITY);
        }
        for run in runs.iter().filter(|run| !run.is_well()) {
            self.gap();
            self.faults(run, &format!("--capacity {}: ", run.capacity.unwrap_or_default()));
        }
    }

    /// Begins a paragraph.
    fn gap(&mut self) {
        if !self.blocks.is_empty() {
            self.blocks.push(Block::Line(Style::Plain, String::new()));
        }
    }

    /// Text in as many lines as it needs.
    fn text(&mut self, style: Style, text: &str) {
        let options = Options::new(self.width).word_splitter(WordSplitter::NoHyphenation);
        let lines = textwrap::wrap(text, options);
        self.blocks.extend(lines.into_iter().map(|line| Block::Line(style, line.into_owned())));
    }

    /// Texts in columns, to be read down each.
    fn columns(&mut self, texts: &[String]) {
        let column = texts.iter().map(|text| text.chars().count()).max().unwrap_or_default() + 3;
        let rows = texts.len().div_ceil((self.width / column).max(1)).max(1);
        let row = |row| texts.iter().skip(row).step_by(rows).map(|text| format!("{text:<column$}")).collect();
        self.rows((0..rows).map(row));
    }

    /// A column for each run, as many side by side as fit.
    fn table(&mut self, columns: &[Vec<(&str, String)>]) {
        let cells = || columns.iter().flatten();
        let names = cells().map(|(name, _)| name.len()).max().unwrap_or_default();
        let width = cells().map(|(_, value)| value.chars().count()).max().unwrap_or_default() + 2;
        for columns in columns.chunks((self.width.saturating_sub(names) / width).max(1)) {
            let value = |row: usize| columns.iter().map(move |column| format!("{:>width$}", column[row].1));
            let row = |(row, (name, _)): (usize, &(&str, _))| {
                format!("{name:<names$}") + &value(row).collect::<String>()
            };
            self.rows(columns[0].iter().enumerate().map(row));
        }
    }

    fn rows(&mut self, rows: impl Iterator<Item = String>) {
        self.gap();
        self.blocks.extend(rows.map(|row| Block::Line(Style::Plain, row.trim_end().to_owned())));
    }
}
