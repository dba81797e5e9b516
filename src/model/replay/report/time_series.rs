//! Latency over the course of a run, in at most [`MAX_POINTS`] buckets. A longer run merges pairs of buckets.
use hdrhistogram::Histogram;
use serde::Serialize;

const MAX_POINTS: usize = 120;

/// Latency and counts by send time.
#[derive(Debug, Clone)]
pub struct TimeSeries {
    /// Width of a bucket in milliseconds.
    bucket_ms: f64,
    buckets: Vec<TimeBucket>,
}

#[derive(Debug, Clone)]
struct TimeBucket {
    micros: Histogram<u32>,
    count: u64,
    failed: u64,
}

/// The values of one bucket. All latencies are in milliseconds, and `None` without responses.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TimePoint {
    /// Start of the bucket in milliseconds since the first delivery.
    pub at_ms: f64,
    /// Number of deliveries sent.
    pub count: u64,
    /// Number of deliveries that were not as expected or have no verdict.
    pub failed: u64,
    pub p50_ms: Option<f64>,
    pub p99_ms: Option<f64>,
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
    /// Adds a delivery, with its send time since the first one and its response time. Both are in milliseconds.
    pub(super) fn add(&mut self, offset_ms: f64, response_ms: Option<f64>, is_failed: bool) {
        while offset_ms / self.bucket_ms >= MAX_POINTS as f64 {
            self.double_width();
        }
        let index = (offset_ms / self.bucket_ms) as usize;
        while self.buckets.len() <= index {
            self.buckets.push(TimeBucket::new());
        }
        let bucket = &mut self.buckets[index];
        bucket.count += 1;
        bucket.failed += u64::from(is_failed);
        if let Some(response_ms) = response_ms {
            let _ = bucket.micros.record((response_ms * 1000.0).round() as u64);
        }
    }

    /// Returns the width of a bucket in milliseconds.
    pub fn width(&self) -> f64 {
        self.bucket_ms
    }

    /// Returns the buckets with at least one delivery.
    pub fn points(&self) -> Vec<TimePoint> {
        let buckets = self.buckets.iter().enumerate();
        let buckets = buckets.filter(|(_, bucket)| bucket.count > 0);
        buckets
            .map(|(index, bucket)| bucket.to_point(index as f64 * self.bucket_ms))
            .collect()
    }

    fn double_width(&mut self) {
        self.bucket_ms *= 2.0;
        let mut buckets = Vec::with_capacity(self.buckets.len().div_ceil(2));
        let mut old_buckets = std::mem::take(&mut self.buckets).into_iter();
        while let Some(mut bucket) = old_buckets.next() {
            if let Some(next) = old_buckets.next() {
                bucket.merge(&next);
            }
            buckets.push(bucket);
        }
        self.buckets = buckets;
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
        // The histogram resizes itself, so it accepts every other one.
        let _ = self.micros.add(&other.micros);
        self.count += other.count;
        self.failed += other.failed;
    }

    fn to_point(&self, start_ms: f64) -> TimePoint {
        let has_values = !self.micros.is_empty();
        let percentile = |percent: f64| {
            has_values.then(|| self.micros.value_at_percentile(percent) as f64 / 1000.0)
        };
        TimePoint {
            at_ms: start_ms,
            count: self.count,
            failed: self.failed,
            p50_ms: percentile(50.0),
            p99_ms: percentile(99.0),
            max_ms: percentile(100.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn day_and_second_have_equally_many_points() {
        let mut series = TimeSeries::default();
        for second in 0..86_400 {
            let response_ms = if second < 43_200 { 1.0 } else { 100.0 };
            series.add(
                f64::from(second) * 1000.0,
                Some(response_ms),
                second % 1000 == 0,
            );
        }
        let points = series.points();
        assert!(
            (60..=MAX_POINTS).contains(&points.len()),
            "{}",
            points.len()
        );
        assert_eq!(points.iter().map(|point| point.count).sum::<u64>(), 86_400);
        assert_eq!(points.iter().map(|point| point.failed).sum::<u64>(), 87);
        let is_near = |percentile: Option<f64>, millis: f64| {
            percentile.is_some_and(|percentile| (percentile - millis).abs() <= millis / 50.0)
        };
        assert!(is_near(points[0].p50_ms, 1.0) && is_near(points[points.len() - 1].p99_ms, 100.0));
    }
}
