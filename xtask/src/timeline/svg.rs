//! The picture as an SVG file that needs nothing else: for slides and READMEs, on light and on dark.
//!
//! Its text is the terminal's, in a font whose characters are all as wide.

use std::fmt::Write;

use super::layout::{self, Block, Picture, ROWS, Style, name};
use super::model::{Span, Timeline};
use super::queue::Waits;
use super::record::Run;
use super::units::{Axis, duration};
use crate::text::xml;

/// The width of the picture, and of the space around it.
const WIDTH: f64 = 960.0;
const EDGE: f64 = 24.0;
/// Where time ends.
const RIGHT: f64 = WIDTH - EDGE;
/// The width of a character, and how many are in a line.
const CHARACTER: f64 = 7.8;
const COLUMNS: usize = 116;
/// The height of a line of text, of the gap between paragraphs, of a worker's row and its bar, and of a chart.
const LINE: f64 = 20.0;
const GAP: f64 = 12.0;
const ROW: f64 = 30.0;
const BAR: f64 = 22.0;
const CHART: f64 = 64.0;
/// How many times an axis has at most, and how many steps a chart.
const TICKS: usize = 8;
const STEPS: usize = 280;

const STYLE: &str = include_str!("svg.css");

/// Draws all runs, one below the other.
pub fn draw(runs: &[Run]) -> String {
    let picture = layout::picture(runs, COLUMNS);
    let mut canvas = Canvas { body: String::new(), y: EDGE, left: EDGE + picture.margin as f64 * CHARACTER };
    canvas.draw(&picture);
    let height = canvas.y + EDGE;
    let plain = runs.iter().filter(|run| run.capacity.is_none());
    let title = plain.map(|run| run.name.as_str()).collect::<Vec<_>>().join(" and ");
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height:.0}\" width=\"{WIDTH}\" \
         height=\"{height:.0}\" role=\"img\" xml:space=\"preserve\">\n<title>Timeline of {}</title>\n\
         <style>\n{STYLE}</style>\n<rect width=\"100%\" height=\"100%\" class=\"back\"/>\n{}</svg>\n",
        xml(&title),
        canvas.body
    )
}

struct Canvas {
    body: String,
    /// How far down it is drawn.
    y: f64,
    /// Where time begins.
    left: f64,
}

impl Canvas {
    fn draw(&mut self, picture: &Picture) {
        for block in &picture.blocks {
            match block {
                Block::Line(_, line) if line.is_empty() => self.y += GAP,
                Block::Line(style, line) => {
                    self.y += LINE;
                    let class = match style {
                        Style::Title => "title",
                        Style::Fault => "fault",
                        Style::Plain => "",
                    };
                    self.text(EDGE, self.y - 5.0, class, line);
                }
                Block::Bars(axis, timeline) => self.bars(axis, timeline),
                Block::Chart(axis, most, waits) => self.chart(axis, *most, waits),
            }
        }
    }

    fn text(&mut self, x: f64, y: f64, class: &str, text: &str) {
        let text = xml(text);
        self.add(&format!("<text x=\"{x:.1}\" y=\"{y:.1}\" class=\"{class}\">{text}</text>"));
    }

    fn add(&mut self, element: &str) {
        self.body.push_str(element);
        self.body.push('\n');
    }

    fn x(&self, axis: &Axis, at: u64) -> f64 {
        self.left + axis.place(at, RIGHT - self.left)
    }

    /// Round times, with a line through all that is below.
    fn axis(&mut self, axis: &Axis, height: f64) {
        self.y += LINE;
        let (top, bottom) = (self.y - 14.0, self.y + height);
        for (at, label) in axis.ticks(TICKS) {
            let x = self.x(axis, at);
            self.add(&format!("<path d=\"M{x:.1} {top:.1}V{bottom:.1}\" class=\"grid\"/>"));
            // The last one may have no room.
            if x + label.len() as f64 * CHARACTER < WIDTH {
                self.text(x + 3.0, self.y - 4.0, "time", &label);
            }
        }
    }

    fn bars(&mut self, axis: &Axis, timeline: &Timeline) {
        self.axis(axis, ROW * timeline.workers.len() as f64);
        for worker in &timeline.workers {
            let (left, top, width) = (self.left, self.y + 4.0, RIGHT - self.left);
            self.text(EDGE, top + 15.0, "", &name(&worker.name));
            self.add(&format!(
                "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{BAR}\" class=\"lane\"/>"
            ));
            for span in &worker.spans {
                self.span(axis, timeline, span, top);
            }
            self.y += ROW;
        }
    }

    fn span(&mut self, axis: &Axis, timeline: &Timeline, span: &Span, top: f64) {
        let (x, right) = (self.x(axis, span.start), self.x(axis, span.stop));
        // A gap tells it from the next; what is too thin to be seen is made a little wider.
        let width = if right - x > 3.0 { right - x - 1.0 } else { (right - x).max(0.7) };
        let class = if span.panicked { "panicked" } else { "work" };
        let title = xml(&format!("{}, {}", timeline.label(&span.numbers), duration(span.length())));
        self.add(&format!(
            "<rect x=\"{x:.2}\" y=\"{top:.1}\" width=\"{width:.2}\" height=\"{BAR}\" class=\"{class}\">\
             <title>{title}</title></rect>"
        ));
        let number = (!timeline.in_bytes).then(|| span.numbers.start.to_string());
        let name = timeline.names.get(&span.numbers.start);
        let both = name.zip(number.as_ref()).map(|(name, number)| format!("{number} {name}"));
        let fits = |text: &String| (text.chars().count() + 1) as f64 * CHARACTER < width;
        if let Some(text) = both.filter(fits).or(number.filter(fits)) {
            self.text(x + width / 2.0, top + 15.0, "in", &text);
        }
    }

    /// The messages in the queue, and on top of them those that aren't in it yet.
    fn chart(&mut self, axis: &Axis, most: u64, [unsent, queued]: &[Waits; 2]) {
        self.axis(axis, CHART);
        let bottom = self.y + CHART;
        let queued = queued.averages(axis, STEPS);
        let unsent = unsent.averages(axis, STEPS).into_iter();
        let both = unsent.zip(&queued).map(|(unsent, queued)| unsent + queued).collect();
        for (name, levels, y) in [(ROWS[0], both, self.y + 15.0), (ROWS[1], queued, bottom - 4.0)] {
            self.text(EDGE, y, name, name);
            let mut path = format!("M{:.1} {bottom:.1}", self.left);
            for (step, level) in (1..).zip(levels) {
                let x = self.left + (RIGHT - self.left) * f64::from(step) / STEPS as f64;
                // Writing to a String can't fail.
                let _ = write!(path, "V{:.1}H{x:.1}", bottom - level / most.max(1) as f64 * CHART);
            }
            self.add(&format!("<path d=\"{path}V{bottom:.1}Z\" class=\"{name}\"/>"));
        }
        self.y = bottom + 4.0;
    }
}

#[cfg(test)]
mod tests {
    use roxmltree::{Document, Node};

    use super::*;
    use crate::timeline::recording::tests::timeline;

    fn draw(events: &str, capacity: Option<u64>) -> String {
        let (name, faults) = ("a & b".to_owned(), vec!["fault ".repeat(40)]);
        super::draw(&[Run { name, capacity, timeline: timeline(events), faults, ..Run::default() }])
    }

    fn number(node: &Node, name: &str) -> f64 {
        node.attribute(name).map_or(0.0, |number| number.parse().unwrap_or(WIDTH)) // or 100%
    }

    fn text_of<'a>(document: &'a Document, class: &str) -> Vec<&'a str> {
        let nodes = document.descendants().filter(|node| node.attribute("class") == Some(class));
        nodes.filter_map(|node| node.first_element_child().unwrap_or(node).text()).collect()
    }

    #[test]
    fn each_task_has_its_name_whatever_is_in_it() {
        let events = "task 0 <script>\ntask 1 \"b\"\nworked 0 0 250000 task 7 done\nworked 1 250000 1000000 task 7 panicked";
        let svg = draw(events, None);
        let document = Document::parse(&svg).unwrap();
        assert_eq!(text_of(&document, "work"), ["task 0: <script>, 250.00µs"]);
        assert_eq!(text_of(&document, "panicked"), ["task 1: \"b\", 750.00µs"]);
        assert_eq!(text_of(&document, "in"), ["0 <script>", "1 \"b\""]);
    }

    #[test]
    fn everything_is_within_the_picture() {
        let many =
            (0..300).map(|n| format!("worked {n} {} {} worker {} done\n", n * 1000, n * 1000 + 2, n % 3));
        let bounded = "offered 0 0 a\naccepted 10 a\nworked 0 20 30 worker 0 done\noffered 1 0 b";
        for svg in
            [draw(&many.collect::<String>(), None), draw(bounded, Some(1)), draw("", None), super::draw(&[])]
        {
            let document = Document::parse(&svg).unwrap();
            let height = number(&document.root_element(), "height");
            for node in
                document.descendants().filter(|node| node.has_tag_name("rect") || node.has_tag_name("text"))
            {
                let text = node.text().filter(|_| node.has_tag_name("text")).unwrap_or_default();
                let right =
                    number(&node, "x") + number(&node, "width") + text.chars().count() as f64 * CHARACTER;
                assert!(right <= WIDTH && number(&node, "y") < height, "{node:?}");
            }
        }
    }

    #[test]
    fn what_xml_would_take_for_a_sign_of_its_own_is_only_a_character() {
        assert_eq!(xml("a < b && \"c\" > d\n"), "a &lt; b &amp;&amp; &quot;c&quot; &gt; d\n");
        assert_eq!(xml("\u{1b}[1mbold\0\u{ffff}"), "[1mbold");
    }
}
