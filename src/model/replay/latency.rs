//! Latency histogram with three significant digits. Its size does not grow with the number of values.
use hdrhistogram::Histogram;
use serde::Serialize;

const MICROS_PER_MILLI: f64 = 1000.0;

/// Names and values of the percentiles in reports.
pub const PERCENTILES: [(&str, f64); 5] = [
    ("p50", 50.0),
    ("p90", 90.0),
    ("p95", 95.0),
    ("p99", 99.0),
    ("p99.9", 99.9),
];

/// Histogram of durations. Input and output are milliseconds.
#[derive(Debug, Clone)]
pub struct LatencyHistogram {
    micros: Histogram<u64>,
    fastest: Option<f64>,
    slowest: Option<f64>,
}

/// A bucket of the histogram.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LatencyBucket {
    /// Upper bound in milliseconds, inclusive. The previous bucket's bound is the lower one, exclusive.
    pub up_to_ms: f64,
    pub count: u64,
}

impl Default for LatencyHistogram {
    fn default() -> Self {
        Self {
            micros: Histogram::new(3).expect("three digits are allowed"),
            fastest: None,
            slowest: None,
        }
    }
}

impl LatencyHistogram {
    /// Records a duration in milliseconds.
    pub fn record(&mut self, millis: f64) {
        // The histogram resizes itself, so it accepts every value.
        let _ = self
            .micros
            .record((millis * MICROS_PER_MILLI).round() as u64);
        self.fastest = Some(self.fastest.map_or(millis, |fastest| fastest.min(millis)));
        self.slowest = Some(self.slowest.map_or(millis, |slowest| slowest.max(millis)));
    }

    /// Returns the number of recorded durations.
    pub fn count(&self) -> u64 {
        self.micros.len()
    }

    /// Returns the minimum in milliseconds, or `None` if nothing was recorded.
    pub fn fastest(&self) -> Option<f64> {
        self.fastest
    }

    /// Returns the maximum in milliseconds, or `None` if nothing was recorded.
    pub fn slowest(&self) -> Option<f64> {
        self.slowest
    }

    /// Returns a percentile (0 to 100) in milliseconds, or `None` if nothing was recorded.
    pub fn percentile(&self, percent: f64) -> Option<f64> {
        let micros = self.micros.value_at_percentile(percent);
        let (fastest, slowest) = (self.fastest?, self.slowest?);
        Some((micros as f64 / MICROS_PER_MILLI).clamp(fastest, slowest))
    }

    /// Returns at most `max_buckets` buckets, whose upper bounds grow by a constant factor of at least 1.05.
    pub fn buckets(&self, max_buckets: u32) -> Vec<LatencyBucket> {
        let (Some(fastest), Some(slowest)) = (self.fastest, self.slowest) else {
            return Vec::new();
        };
        let fastest = fastest.max(1.0 / MICROS_PER_MILLI);
        let factor = (slowest / fastest)
            .powf(1.0 / f64::from(max_buckets))
            .max(1.05);
        let (mut buckets, mut counted_so_far, mut upper_bound) = (Vec::new(), 0, fastest);
        while counted_so_far < self.count() && buckets.len() < max_buckets as usize {
            upper_bound *= factor;
            let is_last = buckets.len() + 1 == max_buckets as usize || upper_bound >= slowest;
            let bucket_end = if is_last { slowest } else { upper_bound };
            let cumulative = match is_last {
                true => self.count(),
                false => self
                    .micros
                    .count_between(0, (bucket_end * MICROS_PER_MILLI) as u64),
            };
            buckets.push(LatencyBucket {
                up_to_ms: (bucket_end * MICROS_PER_MILLI).round() / MICROS_PER_MILLI,
                count: cumulative.saturating_sub(counted_so_far),
            });
            counted_so_far = cumulative.max(counted_so_far);
        }
        buckets
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_of_a_hundred_are_exact() {
        let mut latency = LatencyHistogram::default();
        assert_eq!(latency.percentile(50.0), None);
        assert!(latency.buckets(8).is_empty());
        for millis in 1..=100 {
            latency.record(f64::from(millis));
        }
        for (percent, millis) in [(50.0, 50.0), (90.0, 90.0), (99.0, 99.0), (100.0, 100.0)] {
            let percentile = latency.percentile(percent).unwrap_or(f64::NAN);
            assert!(
                (percentile - millis).abs() <= millis / 1000.0,
                "{percent}: {percentile}"
            );
        }
        assert_eq!(
            (latency.fastest(), latency.slowest()),
            (Some(1.0), Some(100.0))
        );
    }

    #[test]
    fn histogram_counts_each_value_once() {
        for values in [
            &[5.0][..],
            &[0.0, 0.0],
            &[0.2, 0.3, 7.0, 4000.0],
            &[3.0, 3.0, 3.1],
        ] {
            let mut latency = LatencyHistogram::default();
            values.iter().for_each(|value| latency.record(*value));
            let buckets = latency.buckets(10);
            let counted: u64 = buckets.iter().map(|bucket| bucket.count).sum();
            assert_eq!(counted, values.len() as u64, "{buckets:?}");
            assert!(buckets.len() <= 10 && buckets.is_sorted_by(|a, b| a.up_to_ms <= b.up_to_ms));
        }
    }
}
