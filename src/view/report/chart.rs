//! Pictures of how long answers took, as SVG: how many took how long, and how that changed while the run went on.
//!
//! Milliseconds stand on a logarithmic scale: a slow answer in a thousand would not be seen beside the others.
use super::parts::{in_both, millis, round};
use crate::model::replay::latency::{Latency, PERCENTILES};
use crate::model::replay::report::{OverTime, Point};
use maud::{Markup, html};

/// A picture's size in its own units; text in it is of twelve.
#[derive(Debug, Clone, Copy)]
pub(super) struct ChartSize {
    width: f64,
    height: f64,
}

/// For a screen, and for a telephone.
pub(super) const WIDE: ChartSize = ChartSize {
    width: 760.0,
    height: 260.0,
};
pub(super) const NARROW: ChartSize = ChartSize {
    width: 330.0,
    height: 240.0,
};

/// How much room the labels take.
const LEFT_MARGIN: f64 = 52.0;
const RIGHT_MARGIN: f64 = 12.0;
const BOTTOM_MARGIN: f64 = 30.0;
/// A row of labels above the distribution for each percentile and the slowest.
const LABEL_ROW_HEIGHT: f64 = 14.0;

/// Milliseconds on a logarithmic scale.
#[derive(Debug, Clone, Copy)]
struct Scale {
    min: f64,
    max: f64,
    start: f64,
    end: f64,
}

impl Scale {
    fn new(least: f64, most: f64, start: f64, end: f64) -> Self {
        let least = least.max(0.001);
        // One value alone stands in the middle.
        let (min, max) = match most / least > 1.2 {
            true => (least, most),
            false => (least / 1.5, most.max(least) * 1.5),
        };
        Self {
            min,
            max,
            start,
            end,
        }
    }

    fn position(&self, millis: f64) -> f64 {
        let part = (millis.max(self.min) / self.min).ln() / (self.max / self.min).ln();
        self.start + part.clamp(0.0, 1.0) * (self.end - self.start)
    }

    /// Round values for labels that keep this distance; at least the ends where there is none.
    fn ticks(&self, distance: f64) -> Vec<f64> {
        let mut ticks: Vec<f64> = Vec::new();
        let decade = self.min.log10().floor() as i32;
        let last = self.max.log10().ceil() as i32;
        let round = (decade..=last)
            .flat_map(|power| [1.0, 2.0, 5.0].map(|digit| digit * 10f64.powi(power)));
        for tick in round.filter(|tick| (self.min..=self.max).contains(tick)) {
            let is_far = |before: &f64| (self.position(tick) - self.position(*before)).abs() >= distance;
            if ticks.last().is_none_or(is_far) {
                ticks.push(tick);
            }
        }
        ticks
    }
}

/// How many answers took how long, with the percentiles.
pub(super) fn distribution(latency: &Latency, size: ChartSize) -> Markup {
    let steps = latency.steps((size.width / 16.0) as u32);
    let (Some(fastest), Some(last)) = (latency.fastest(), steps.last()) else {
        return html! {};
    };
    let top = LABEL_ROW_HEIGHT * (PERCENTILES.len() + 1) as f64 + 6.0;
    let floor = size.height - BOTTOM_MARGIN;
    let scale = Scale::new(fastest, last.up_to_ms, LEFT_MARGIN, size.width - RIGHT_MARGIN);
    let most = steps
        .iter()
        .map(|step| step.count)
        .max()
        .unwrap_or(1)
        .max(1) as f64;
    let mut left = scale.position(fastest);
    let bars: Vec<_> = steps
        .iter()
        .map(|step| {
            let right = scale.position(step.up_to_ms);
            let height = match step.count {
                0 => 0.0,
                count => (count as f64 / most * (floor - top)).max(1.5),
            };
            // One value alone has a bar all the same.
            let bar = (
                left.min(right - 2.0),
                (right - left - 1.0).max(2.0),
                height,
                step,
            );
            left = right;
            bar
        })
        .collect();
    html! {
        svg role="img" viewBox=(format!("0 0 {} {}", size.width, size.height)) {
            title { "Latency distribution, logarithmic scale · 응답 시간 분포 (로그 눈금)" }
            (axis(&scale, size, floor))
            text.label x=(LEFT - 6.0) y=(top + 4.0) text-anchor="end" { (most) }
            text.label x=(LEFT - 6.0) y=(floor) text-anchor="end" { "0" }
            @for (x, width, height, step) in &bars {
                @if step.count > 0 {
                    rect.bar x=(digits(*x)) y=(digits(floor - height)) width=(digits(*width)) height=(digits(*height)) {
                        title { "≤ " (millis(step.up_to_ms)) ": " (step.count) }
                    }
                }
            }
            @for (row, (name, value)) in marks(latency).into_iter().enumerate() {
                (mark(&scale, name, value, ROW * (row + 1) as f64, floor))
            }
        }
    }
}

/// The percentiles and the slowest.
fn marks(latency: &Latency) -> Vec<(&'static str, f64)> {
    let named = PERCENTILES
        .iter()
        .filter_map(|(name, percent)| Some((*name, latency.percentile(*percent)?)));
    let slowest = latency.slowest().map(|slowest| ("max", slowest));
    named.chain(slowest).collect()
}

/// A line with its name in a row of its own, so that no two names stand in one another.
fn mark(scale: &Scale, name: &str, value: f64, row: f64, floor: f64) -> Markup {
    let x = scale.position(value);
    let (shift, anchor) = match x > (scale.start + scale.end) / 2.0 {
        true => (-4.0, "end"),
        false => (4.0, "start"),
    };
    html! {
        line.mark x1=(digits(x)) x2=(digits(x)) y1=(digits(row - 9.0)) y2=(digits(floor)) {}
        text.named x=(digits(x + shift)) y=(digits(row)) text-anchor=(anchor) { (name) " " (millis(value)) }
    }
}

/// The scale below a picture.
fn axis(scale: &Scale, size: ChartSize, floor: f64) -> Markup {
    html! {
        @for tick in scale.ticks(64.0) {
            @let x = digits(scale.place(tick));
            line.grid x1=(x) x2=(x) y1=(digits(floor)) y2=(digits(floor + 5.0)) {}
            text.label x=(x) y=(digits(floor + 18.0)) text-anchor="middle" { (round(tick)) }
        }
        line.axis x1=(LEFT) x2=(digits(size.width - RIGHT)) y1=(digits(floor)) y2=(digits(floor)) {}
    }
}

/// How long answers took while the run went on: half of them, 99 of a hundred, the slowest; and what failed.
pub(super) fn over_time(over_time: &OverTime, size: ChartSize) -> Markup {
    let points = over_time.points();
    let all = |value: fn(&Point) -> Option<f64>| points.iter().filter_map(value);
    let least = all(|point| point.p50_ms).fold(f64::INFINITY, f64::min);
    let most = all(|point| point.max_ms).fold(0.0, f64::max);
    let end = points
        .last()
        .map_or(0.0, |point| point.at_ms + over_time.width());
    if !least.is_finite() || end <= 0.0 {
        return html! {};
    }
    let floor = size.height - BOTTOM_MARGIN;
    let scale = Scale::new(least, most, floor - 10.0, 12.0);
    let x = |point: &Point| {
        let middle = (point.at_ms + over_time.width() / 2.0) / end;
        LEFT_MARGIN + middle.min(1.0) * (size.width - LEFT_MARGIN - RIGHT_MARGIN)
    };
    html! {
        svg role="img" viewBox=(format!("0 0 {} {}", size.width, size.height)) {
            title { "Latency over time, logarithmic scale · 시간에 따른 응답 시간 (로그 눈금)" }
            @for tick in scale.ticks(22.0) {
                @let y = digits(scale.place(tick));
                line.grid x1=(LEFT) x2=(digits(size.width - RIGHT)) y1=(y) y2=(y) {}
                text.label x=(LEFT - 6.0) y=(digits(scale.place(tick) + 4.0)) text-anchor="end" { (round(tick)) }
            }
            line.axis x1=(LEFT) x2=(digits(size.width - RIGHT)) y1=(floor) y2=(floor) {}
            text.label x=(LEFT) y=(floor + 18.0) { "0 s" }
            text.label x=(digits(size.width - RIGHT)) y=(floor + 18.0) text-anchor="end" { (round(end)) }
            @for point in &points {
                @if let Some(most) = point.max_ms {
                    circle.max cx=(digits(x(point))) cy=(digits(scale.place(most))) r="1.8" {}
                }
                @if point.failed > 0 {
                    rect.failed x=(digits(x(point) - 1.5)) y=(digits(floor - 7.0)) width="3" height="7" {
                        title { (point.failed) " / " (point.count) }
                    }
                }
            }
            polyline.p99 points=(line(&points, &scale, &x, |point| point.p99_ms)) {}
            polyline.p50 points=(line(&points, &scale, &x, |point| point.p50_ms)) {}
        }
        p.legend {
            span.key.p50 {} "p50 " span.key.p99 {} "p99 " span.key.max {} "max "
            span.key.failed {} (in_both("not as expected", "기대와 다름"))
        }
    }
}

fn line(
    points: &[Point],
    scale: &Scale,
    x: &dyn Fn(&Point) -> f64,
    value: fn(&Point) -> Option<f64>,
) -> String {
    let places = points.iter().filter_map(|point| {
        let y = scale.position(value(point)?);
        Some(format!("{},{}", digits(x(point)), digits(y)))
    });
    places.collect::<Vec<_>>().join(" ")
}

/// How much of the whole, as a bar.
pub(super) fn share(count: u64, total: u64, class: &str) -> Markup {
    let width = count as f64 / total.max(1) as f64 * 100.0;
    html! {
        svg.share viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" {
            rect.empty width="100" height="8" {}
            rect class=(class) width=(digits(width.max(0.6))) height="8" {}
        }
    }
}

/// A tenth of a unit is finer than any screen.
fn digits(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charts_of_any_data_hold_only_numbers() {
        for values in [&[][..], &[0.0], &[5.0], &[0.2, 3.0, 4000.0], &[7.0; 50]] {
            let mut latency = Latency::default();
            let mut collected = crate::model::replay::report::Collected::default();
            values.iter().for_each(|value| latency.add(*value));
            collected.over_time = OverTime::default();
            for size in [WIDE, NARROW] {
                let picture = distribution(&latency, size).into_string()
                    + &over_time(&collected.over_time, size).into_string();
                assert!(
                    !picture.contains("NaN") && !picture.contains("inf"),
                    "{picture}"
                );
                assert_eq!(picture.is_empty(), values.is_empty());
            }
        }
    }

    #[test]
    fn ticks_are_round_and_spaced() {
        let scale = Scale::new(0.3, 4000.0, 0.0, 600.0);
        assert_eq!(scale.ticks(64.0), [0.5, 2.0, 10.0, 50.0, 200.0, 1000.0]);
        assert_eq!((scale.position(0.3), scale.position(4000.0)), (0.0, 600.0));
    }
}
