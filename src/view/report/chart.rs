//! SVG charts of response times: their distribution, and their course over the run.
//!
//! The scales of response times are logarithmic, so that one slow response in a thousand stays visible.
use super::parts::{in_both, millis, round_millis};
use crate::model::replay::latency::{LatencyHistogram, PERCENTILES};
use crate::model::replay::report::{TimePoint, TimeSeries};
use maud::{Markup, html};

/// Size of a chart in SVG units; its font size is 12.
#[derive(Debug, Clone, Copy)]
pub(super) struct ChartSize {
    width: f64,
    height: f64,
}

/// For screens, and for telephones; `style.css` shows one of the two.
pub(super) const WIDE: ChartSize = ChartSize {
    width: 760.0,
    height: 260.0,
};
pub(super) const NARROW: ChartSize = ChartSize {
    width: 330.0,
    height: 240.0,
};

/// Space for labels, in SVG units.
const LEFT_MARGIN: f64 = 52.0;
const RIGHT_MARGIN: f64 = 12.0;
const BOTTOM_MARGIN: f64 = 30.0;
/// Height of a label row above the distribution; each percentile and the maximum have a row.
const LABEL_ROW_HEIGHT: f64 = 14.0;

/// Maps milliseconds from `min` to `max` logarithmically to SVG units from `start` to `end`.
#[derive(Debug, Clone, Copy)]
struct Scale {
    min: f64,
    max: f64,
    start: f64,
    end: f64,
}

impl Scale {
    fn new(min: f64, max: f64, start: f64, end: f64) -> Self {
        let min = min.max(0.001);
        // A single value is placed in the middle.
        let (min, max) = match max / min > 1.2 {
            true => (min, max),
            false => (min / 1.5, max.max(min) * 1.5),
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

    /// Returns round values for labels at least `distance` apart.
    fn ticks(&self, distance: f64) -> Vec<f64> {
        let mut ticks: Vec<f64> = Vec::new();
        let decade = self.min.log10().floor() as i32;
        let last = self.max.log10().ceil() as i32;
        let round = (decade..=last)
            .flat_map(|power| [1.0, 2.0, 5.0].map(|digit| digit * 10f64.powi(power)));
        for tick in round.filter(|tick| (self.min..=self.max).contains(tick)) {
            let is_far_enough =
                |before: &f64| (self.position(tick) - self.position(*before)).abs() >= distance;
            if ticks.last().is_none_or(is_far_enough) {
                ticks.push(tick);
            }
        }
        ticks
    }
}

/// Draws the histogram of response times with the percentiles. Empty without responses.
pub(super) fn distribution(latency: &LatencyHistogram, size: ChartSize) -> Markup {
    let buckets = latency.buckets((size.width / 16.0) as u32);
    let (Some(fastest), Some(last)) = (latency.fastest(), buckets.last()) else {
        return html! {};
    };
    let top = LABEL_ROW_HEIGHT * (PERCENTILES.len() + 1) as f64 + 6.0;
    let floor = size.height - BOTTOM_MARGIN;
    let scale = Scale::new(
        fastest,
        last.up_to_ms,
        LEFT_MARGIN,
        size.width - RIGHT_MARGIN,
    );
    let max = buckets
        .iter()
        .map(|bucket| bucket.count)
        .max()
        .unwrap_or(1)
        .max(1) as f64;
    let mut left = scale.position(fastest);
    let bars: Vec<_> = buckets
        .iter()
        .map(|bucket| {
            let right = scale.position(bucket.up_to_ms);
            let height = match bucket.count {
                0 => 0.0,
                count => (count as f64 / max * (floor - top)).max(1.5),
            };
            // A single value still has a bar.
            let bar = (
                left.min(right - 2.0),
                (right - left - 1.0).max(2.0),
                height,
                bucket,
            );
            left = right;
            bar
        })
        .collect();
    html! {
        svg role="img" viewBox=(format!("0 0 {} {}", size.width, size.height)) {
            title { "Latency distribution, logarithmic scale · 응답 시간 분포 (로그 눈금)" }
            (axis(&scale, size, floor))
            text.label x=(LEFT_MARGIN - 6.0) y=(top + 4.0) text-anchor="end" { (max) }
            text.label x=(LEFT_MARGIN - 6.0) y=(floor) text-anchor="end" { "0" }
            @for (x, width, height, bucket) in &bars {
                @if bucket.count > 0 {
                    rect.bar x=(tenths(*x)) y=(tenths(floor - height)) width=(tenths(*width)) height=(tenths(*height)) {
                        title { "≤ " (millis(bucket.up_to_ms)) ": " (bucket.count) }
                    }
                }
            }
            @for (row, (name, value)) in marks(latency).into_iter().enumerate() {
                (mark(&scale, name, value, LABEL_ROW_HEIGHT * (row + 1) as f64, floor))
            }
        }
    }
}

/// Returns the percentiles and the maximum.
fn marks(latency: &LatencyHistogram) -> Vec<(&'static str, f64)> {
    let named = PERCENTILES
        .iter()
        .filter_map(|(name, percent)| Some((*name, latency.percentile(*percent)?)));
    let slowest = latency.slowest().map(|slowest| ("max", slowest));
    named.chain(slowest).collect()
}

/// Draws a marker line with its name at height `row`, so that names do not overlap.
fn mark(scale: &Scale, name: &str, value: f64, row: f64, floor: f64) -> Markup {
    let x = scale.position(value);
    let (shift, anchor) = match x > (scale.start + scale.end) / 2.0 {
        true => (-4.0, "end"),
        false => (4.0, "start"),
    };
    html! {
        line.mark x1=(tenths(x)) x2=(tenths(x)) y1=(tenths(row - 9.0)) y2=(tenths(floor)) {}
        text.named x=(tenths(x + shift)) y=(tenths(row)) text-anchor=(anchor) { (name) " " (millis(value)) }
    }
}

/// Draws the horizontal axis at height `floor`.
fn axis(scale: &Scale, size: ChartSize, floor: f64) -> Markup {
    html! {
        @for tick in scale.ticks(64.0) {
            @let x = tenths(scale.position(tick));
            line.grid x1=(x) x2=(x) y1=(tenths(floor)) y2=(tenths(floor + 5.0)) {}
            text.label x=(x) y=(tenths(floor + 18.0)) text-anchor="middle" { (round_millis(tick)) }
        }
        line.axis x1=(LEFT_MARGIN) x2=(tenths(size.width - RIGHT_MARGIN)) y1=(tenths(floor)) y2=(tenths(floor)) {}
    }
}

/// Draws p50, p99, maximum and failures over the run. Empty without responses.
pub(super) fn over_time(over_time: &TimeSeries, size: ChartSize) -> Markup {
    let points = over_time.points();
    let values = |value: fn(&TimePoint) -> Option<f64>| points.iter().filter_map(value);
    let min = values(|point| point.p50_ms).fold(f64::INFINITY, f64::min);
    let max = values(|point| point.max_ms).fold(0.0, f64::max);
    let end = points
        .last()
        .map_or(0.0, |point| point.at_ms + over_time.width());
    if !min.is_finite() || end <= 0.0 {
        return html! {};
    }
    let floor = size.height - BOTTOM_MARGIN;
    let scale = Scale::new(min, max, floor - 10.0, 12.0);
    let x = |point: &TimePoint| {
        let middle = (point.at_ms + over_time.width() / 2.0) / end;
        LEFT_MARGIN + middle.min(1.0) * (size.width - LEFT_MARGIN - RIGHT_MARGIN)
    };
    html! {
        svg role="img" viewBox=(format!("0 0 {} {}", size.width, size.height)) {
            title { "Latency over time, logarithmic scale · 시간에 따른 응답 시간 (로그 눈금)" }
            @for tick in scale.ticks(22.0) {
                @let y = tenths(scale.position(tick));
                line.grid x1=(LEFT_MARGIN) x2=(tenths(size.width - RIGHT_MARGIN)) y1=(y) y2=(y) {}
                text.label x=(LEFT_MARGIN - 6.0) y=(tenths(scale.position(tick) + 4.0)) text-anchor="end" { (round_millis(tick)) }
            }
            line.axis x1=(LEFT_MARGIN) x2=(tenths(size.width - RIGHT_MARGIN)) y1=(floor) y2=(floor) {}
            text.label x=(LEFT_MARGIN) y=(floor + 18.0) { "0 s" }
            text.label x=(tenths(size.width - RIGHT_MARGIN)) y=(floor + 18.0) text-anchor="end" { (round_millis(end)) }
            @for point in &points {
                @if let Some(max) = point.max_ms {
                    circle.max cx=(tenths(x(point))) cy=(tenths(scale.position(max))) r="1.8" {}
                }
                @if point.failed > 0 {
                    rect.failed x=(tenths(x(point) - 1.5)) y=(tenths(floor - 7.0)) width="3" height="7" {
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
    points: &[TimePoint],
    scale: &Scale,
    x: &dyn Fn(&TimePoint) -> f64,
    value: fn(&TimePoint) -> Option<f64>,
) -> String {
    let coordinates = points.iter().filter_map(|point| {
        let y = scale.position(value(point)?);
        Some(format!("{},{}", tenths(x(point)), tenths(y)))
    });
    coordinates.collect::<Vec<_>>().join(" ")
}

/// Draws a bar for `count` of `total`.
pub(super) fn share(count: u64, total: u64, class: &str) -> Markup {
    let width = count as f64 / total.max(1) as f64 * 100.0;
    html! {
        svg.share viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" {
            rect.empty width="100" height="8" {}
            rect class=(class) width=(tenths(width.max(0.6))) height="8" {}
        }
    }
}

/// Rounds to a tenth of a unit.
fn tenths(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charts_of_any_data_hold_only_numbers() {
        for values in [&[][..], &[0.0], &[5.0], &[0.2, 3.0, 4000.0], &[7.0; 50]] {
            let mut latency = LatencyHistogram::default();
            let mut collected = crate::model::replay::report::RunResults::default();
            values.iter().for_each(|value| latency.record(*value));
            collected.time_series = TimeSeries::default();
            for size in [WIDE, NARROW] {
                let picture = distribution(&latency, size).into_string()
                    + &over_time(&collected.time_series, size).into_string();
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
