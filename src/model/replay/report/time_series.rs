//! How answers changed while a run went on, in at most so many points: where they run out, two become one.
use hdrhistogram::Histogram;
use serde::Serialize;

/// How many points there are at most.
const MAX_POINTS: usize = 120;

/// Counts by the time at which deliveries were sent.
#[derive(Debug, Clone)]
pub struct TimeSeries {
    /// How many milliseconds a span takes.
    bucket_ms: f64,
    buckets: Vec<TimeBucket>,
}

#[derive(Debug, Clone)]
struct TimeBucket {
    micros: Histogram<u32>,
    count: u64,
    failed: u64,
}

/// One span of time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TimePoint {
    /// When it began, in milliseconds since the first delivery.
    pub at_ms: f64,
    /// How many were sent in it.
    pub count: u64,
    /// How many of them were not as expected.
    pub failed: u64,
    /// Half of the answers took at most this.
    pub p50_ms: Option<f64>,
    /// 99 of a hundred took at most this.
    pub p99_ms: Option<f64>,
    /// The slowest.
    pub max_ms: Option<f64>,
}

impl Default for TimeSeries {
    fn default() -> Self {
        Self {
            bucket_ms: 1.0,
            buckets: Vec::new(),
        }
    }
}

impl TimeSeries {
    /// Counts one that was sent at this time after the first, and answered after so long, if it was.
    pub(super) fn add(&mut self, at: f64, millis: Option<f64>, is_failed: bool) {
        while at / self.bucket_ms >= MAX_POINTS as f64 {
            self.double_width();
        }
        let place = (at / self.bucket_ms) as usize;
        while self.buckets.len() <= place {
            self.buckets.push(TimeBucket::new());
        }
        let span = &mut self.buckets[place];
        span.count += 1;
        span.failed += u64::from(is_failed);
        if let Some(millis) = millis {
            let _ = span.micros.record((millis * 1000.0).round() as u64);
        }
    }

    /// How many milliseconds each point stands for.
    pub fn width(&self) -> f64 {
        self.bucket_ms
    }

    /// The spans in which anything was sent.
    pub fn points(&self) -> Vec<TimePoint> {
        let spans = self.buckets.iter().enumerate();
        let spans = spans.filter(|(_, span)| span.count > 0);
        spans
            .map(|(at, span)| span.to_point(at as f64 * self.bucket_ms))
            .collect()
    }

    fn double_width(&mut self) {
        self.bucket_ms *= 2.0;
        let mut spans = Vec::with_capacity(self.buckets.len().div_ceil(2));
        let mut old = std::mem::take(&mut self.buckets).into_iter();
        while let Some(mut span) = old.next() {
            if let Some(next) = old.next() {
                span.merge(&next);
            }
            spans.push(span);
        }
        self.buckets = spans;
    }
}

impl TimeBucket {
    fn new() -> Self {
        Self {
            micros: Histogram::new(2).expect("two digits are allowed"),
            count: 0,
            failed: 0,
        }
    }

    fn merge(&mut self, other: &Self) {
        // The histogram grows by itself, so there is no other that it does not take.
        let _ = self.micros.add(&other.micros);
        self.count += other.count;
        self.failed += other.failed;
    }

    fn to_point(&self, at: f64) -> TimePoint {
        let known = !self.micros.is_empty();
        let value =
            |percent: f64| known.then(|| self.micros.value_at_percentile(percent) as f64 / 1000.0);
        TimePoint {
            at_ms: at,
            count: self.count,
            failed: self.failed,
            p50_ms: value(50.0),
            p99_ms: value(99.0),
            max_ms: value(100.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn day_and_second_have_equally_many_points() {
        let mut over_time = TimeSeries::default();
        for second in 0..86_400 {
            let took = if second < 43_200 { 1.0 } else { 100.0 };
            over_time.add(f64::from(second) * 1000.0, Some(took), second % 1000 == 0);
        }
        let points = over_time.points();
        assert!(
            (60..=MAX_POINTS).contains(&points.len()),
            "{}",
            points.len()
        );
        assert_eq!(points.iter().map(|point| point.count).sum::<u64>(), 86_400);
        assert_eq!(points.iter().map(|point| point.failed).sum::<u64>(), 87);
        let near = |found: Option<f64>, millis: f64| {
            found.is_some_and(|found| (found - millis).abs() <= millis / 50.0)
        };
        assert!(near(points[0].p50_ms, 1.0) && near(points[points.len() - 1].p99_ms, 100.0));
    }
}
