use super::*;
use crate::timeline::model::tests::timeline;
use crate::timeline::record::Part;

/// An element, or the text between two.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    fn attribute(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    fn number(&self, name: &str) -> f64 {
        self.attribute(name).parse().unwrap()
    }

    fn all(&self) -> Vec<&Element> {
        let mut all = vec![self];
        all.extend(self.children.iter().flat_map(Element::all));
        all
    }
}

/// Reads XML as strictly as this picture needs: every element closed, nothing unescaped.
fn parse(xml: &str) -> Element {
    let mut open = vec![Element::default()];
    let mut rest = xml;
    while let Some((text, tail)) = rest.split_once('<') {
        open.last_mut().unwrap().text += &unescaped(text);
        let (tag, tail) = tail.split_once('>').expect("a tag that ends");
        rest = tail;
        if let Some(name) = tag.strip_prefix('/') {
            let closed = open.pop().unwrap();
            assert_eq!(closed.name, name, "closed where another is open");
            open.last_mut().unwrap().children.push(closed);
            continue;
        }
        let (tag, alone) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let element = read_tag(tag);
        if alone {
            open.last_mut().unwrap().children.push(element);
        } else {
            open.push(element);
        }
    }
    assert_eq!(rest.trim(), "", "text after the end");
    assert_eq!(open.len(), 1, "something isn't closed");
    let mut document = open.pop().unwrap();
    assert_eq!(document.children.len(), 1, "one root");
    document.children.pop().unwrap()
}

fn read_tag(tag: &str) -> Element {
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    let mut element = Element { name: name.to_owned(), ..Element::default() };
    while !rest.trim().is_empty() {
        let (key, tail) = rest.split_once("=\"").expect("a value in quotes");
        let (value, tail) = tail.split_once('"').expect("a quote that closes");
        assert!(element.attribute(key.trim()).is_empty(), "{key} twice");
        element.attributes.push((key.trim().to_owned(), unescaped(value)));
        rest = tail;
    }
    element
}

fn unescaped(text: &str) -> String {
    assert!(
        !text.contains(['<', '>']) && text.chars().all(|char| char == '\n' || !char.is_control()),
        "{text:?}"
    );
    for part in text.split('&').skip(1) {
        assert!(["amp;", "lt;", "gt;", "quot;"].iter().any(|name| part.starts_with(name)), "{part:?}");
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

fn run(name: &str, events: &str) -> Run {
    Run { name: name.to_owned(), timeline: timeline(events), ..Run::default() }
}

fn of_class<'a>(picture: &'a Element, class: &str) -> Vec<&'a Element> {
    picture.all().into_iter().filter(|element| element.attribute("class") == class).collect()
}

#[test]
fn each_span_is_where_its_time_is_and_tells_its_name() {
    let events = "task 0 1 <script>\ntask 1 2 \"b\"\nqueued 0 1 0\nqueued 1 2 0\n\
                  worked 0 1 0 250000 task 7 done\nworked 1 2 250000 1000000 task 7 panicked";
    let picture = parse(&draw(&[run("a & b", events)]));
    let whole = RIGHT - LEFT;
    let work = of_class(&picture, "work");
    assert_eq!(work.len(), 1);
    assert!((work[0].number("x") - LEFT).abs() < 0.1);
    assert!((work[0].number("width") - (whole / 4.0 - 1.0)).abs() < 0.1);
    assert_eq!(work[0].children[0].text, "task 0: <script>\nworked on for 250 us");
    let panicked = of_class(&picture, "panicked");
    assert!((panicked[0].number("x") - (LEFT + whole / 4.0)).abs() < 0.1);
    assert_eq!(
        panicked[0].children[0].text,
        "task 1: \"b\"\nworked on for 750 us, after it waited for 250 us\npanicked"
    );
    let wait = of_class(&picture, "wait");
    assert_eq!(wait.len(), 1, "the first never waited");
    assert!((wait[0].number("width") - whole / 4.0).abs() < 0.1);
}

#[test]
fn the_picture_needs_nothing_else_and_says_what_it_is() {
    let picture =
        parse(&draw(&[run("one", "worked 0 1 0 5 task 1 done"), run("two", "worked 0 1 0 9 task 1 done")]));
    assert_eq!((picture.name.as_str(), picture.attribute("role")), ("svg", "img"));
    let of = |name: &str| picture.children.iter().find(|child| child.name == name).unwrap();
    assert_eq!(of("title").text, "Timeline of one and two");
    assert!(of("desc").text.starts_with("one: makespan 5 ns, 1 worker 100 % busy"));
    assert!(of("style").text.contains("prefers-color-scheme: dark"));
    assert!(
        picture
            .all()
            .iter()
            .all(|element| !["image", "script", "link", "use"].contains(&element.name.as_str()))
    );
}

#[test]
fn everything_is_within_the_picture() {
    let many: String = (0..300_u64)
        .map(|n| format!("worked {n} {} {} {} worker {} done\n", n + 1, n * 1000, n * 1000 + 2, n % 3))
        .collect();
    let mut run = run("many", &many);
    let bounded = "queued 0 1 0\nentered 0 1 10\nworked 0 1 20 30 worker 0 done\nqueued 1 2 0\nworked 1 2 30 40 worker 0 done";
    run.parts =
        [0, 1].map(|capacity| Part { capacity, timeline: timeline(bounded), ..Part::default() }).into();
    let picture = parse(&draw(&[run]));
    let height = picture.number("height");
    let work = of_class(&picture, "work");
    assert_eq!(work.len(), 300);
    assert!(work.iter().all(|work| work.number("width") >= 0.7), "none is too thin to be seen");
    for element in
        picture.all().into_iter().filter(|element| ["rect", "text"].contains(&element.name.as_str())).skip(1)
    {
        let (x, y) = (element.number("x"), element.number("y"));
        let width = element.attribute("width").parse().unwrap_or(0.0);
        assert!(
            (0.0..=WIDTH).contains(&x) && x + width <= WIDTH && (0.0..height).contains(&y),
            "{element:?}"
        );
    }
    assert_eq!(picture.all().iter().filter(|element| element.name == "path").count(), 4);
}

#[test]
fn nothing_recorded_is_a_picture_too() {
    parse(&draw(&[run("idle", "")]));
    parse(&draw(&[]));
}

#[test]
fn long_texts_stay_within_the_picture() {
    let task = |n: u64| format!("task {n} {} {}\nqueued {n} {} 0\n", n + 1, "name ".repeat(7), n + 1);
    let events = (0..9).map(task).collect::<String>() + "worked 0 1 0 9 worker 0 done";
    let mut run = run("long", &events);
    run.args = vec!["an argument".repeat(20)];
    run.faults = vec!["fault ".repeat(40)];
    for text in parse(&draw(&[run])).all().into_iter().filter(|element| element.name == "text") {
        let right = text.number("x") + text.text.chars().count() as f64 * 6.5;
        assert!(text.attribute("class") == "end" || right <= WIDTH, "{text:?}");
    }
}

#[test]
fn names_of_tasks_stand_side_by_side_if_there_is_room() {
    let columns = |length: usize| {
        let task = |n: u64| format!("task {n} {} {}\n", n + 1, "n".repeat(length));
        let events = (0..9).map(task).collect::<String>() + "worked 0 1 0 9 worker 0 done";
        let picture = parse(&draw(&[run("named", &events)]));
        let legend = of_class(&picture, "small").into_iter().filter(|name| name.text.contains("nn"));
        let mut places: Vec<_> = legend.map(|name| name.attribute("x").to_owned()).collect();
        assert_eq!(places.len(), 9);
        places.dedup();
        places.len()
    };
    assert_eq!([9, 38].map(columns), [3, 2]);
}

#[test]
fn the_wait_is_explained_where_there_is_one() {
    let explained = |start: u64| {
        let events = format!("queued 0 1 5\nworked 0 1 {start} 9 worker 0 done");
        draw(&[run("one", &events)]).contains("how long its tasks had waited")
    };
    assert_eq!([5, 6].map(explained), [false, true]);
}

#[test]
fn a_bar_says_as_much_as_it_has_room_for() {
    let events = "task 0 1 a_name\ntask 1 2 a_name\ntask 2 3 a_name\nworked 0 1 0 900 task 7 done\n\
                  worked 1 2 900 950 task 7 done\nworked 2 3 950 960 task 7 done\nworked 3 4 960 1000 task 8 done";
    let picture = parse(&draw(&[run("one", events)]));
    let said: Vec<&str> = of_class(&picture, "in").into_iter().map(|label| label.text.as_str()).collect();
    assert_eq!(said, ["0 a_name", "1", "3"]);
}

#[test]
fn workers_are_one_below_the_other() {
    let events = "worked 0 1 0 9 worker 0 done\nworked 1 2 0 9 worker 1 done";
    let picture = parse(&draw(&[run("two", events)]));
    let work: Vec<f64> = of_class(&picture, "work").into_iter().map(|work| work.number("y")).collect();
    assert!(work[0] + BAR < work[1], "{work:?}");
    for line in of_class(&picture, "grid") {
        assert!(line.number("y1") < work[0] && line.number("y2") > work[1] + BAR, "{line:?}");
    }
}

#[test]
fn a_time_at_the_very_end_stands_before_its_line() {
    let picture = parse(&draw(&[run("one", "worked 0 1 0 1000000 worker 0 done")]));
    let last = of_class(&picture, "small end");
    assert_eq!(last.len(), 1);
    assert_eq!(last[0].text, "1 ms");
    assert!(last[0].number("x") < RIGHT);
}

#[test]
fn no_name_can_break_the_picture() {
    assert_eq!(escaped("<a & \"b\">\u{0}\u{1b}\u{9b}\u{ffff}\nend"), "&lt;a &amp; &quot;b&quot;&gt;\nend");
}

#[test]
fn a_chart_is_as_high_as_the_queue_is_full() {
    let events = "queued 0 1 0\nentered 0 1 50000\nworked 0 1 100000 200000 worker 0 done";
    let part = Part { timeline: timeline(events), ..Part::default() };
    let picture = parse(&draw(&[Run { parts: vec![part], ..Run::default() }]));
    let path = |class: &str| {
        let paths = of_class(&picture, class).into_iter().filter(|element| element.name == "path");
        paths.map(|path| path.attribute("d").to_owned()).collect::<String>()
    };
    let queue = path("queue");
    let bottom = queue.split([' ', 'V']).nth(1).unwrap();
    let top = bottom.parse::<f64>().unwrap() - 64.0;
    // It waits outside for a quarter, in the queue for another, and is worked on for the rest.
    assert_eq!(path("outside"), format!("M96.0 {bottom}V{top:.1}H516.0V{bottom}H936.0V{bottom}Z"));
    assert_eq!(queue, format!("M96.0 {bottom}V{bottom}H306.0V{top:.1}H516.0V{bottom}H936.0V{bottom}Z"));
}

#[test]
fn what_went_wrong_under_a_capacity_is_told_with_it() {
    let faulty = Part { capacity: 64, faults: vec!["it ended".to_owned()], ..Part::default() };
    let picture = parse(&draw(&[Run { parts: vec![faulty], ..Run::default() }]));
    assert_eq!(of_class(&picture, "fault")[0].text, "--capacity 64: it ended");
}

#[test]
fn a_table_of_many_capacities_stays_within_the_picture() {
    let events = "queued 0 1 0\nentered 0 1 50000\nworked 0 1 100000 200000 worker 0 done";
    let part = |capacity| Part { capacity, timeline: timeline(events), ..Part::default() };
    for (capacities, most) in [(vec![0, 1, 64, 1_000_000], 4), (vec![u64::MAX; 9], 3)] {
        let parts = capacities.iter().copied().map(part).collect();
        let picture = parse(&draw(&[Run { parts, ..Run::default() }]));
        let mut rows: Vec<_> =
            of_class(&picture, "end").iter().map(|value| value.attribute("y").to_owned()).collect();
        let values = rows.len();
        assert!(of_class(&picture, "end").iter().all(|value| value.number("x") <= RIGHT));
        rows.dedup();
        assert_eq!(values / rows.len(), most);
    }
}
