//! How long answers took, however many there were: a few kilobytes, to three digits.
use hdrhistogram::Histogram;
use serde::Serialize;

/// Micros in a milli.
const MICROS_PER_MILLI: f64 = 1000.0;

/// The percentiles that reports name.
pub const PERCENTILES: [(&str, f64); 5] = [
    ("p50", 50.0),
    ("p90", 90.0),
    ("p95", 95.0),
    ("p99", 99.0),
    ("p99.9", 99.9),
];

/// Milliseconds, counted.
#[derive(Debug, Clone)]
pub struct LatencyHistogram {
    micros: Histogram<u64>,
    fastest: Option<f64>,
    slowest: Option<f64>,
}

/// A step of the histogram: up to so many milliseconds, so many answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LatencyBucket {
    /// Answers that took at most this, and longer than the step before.
    pub up_to_ms: f64,
    /// How many there were.
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
    /// Counts one.
    pub fn record(&mut self, millis: f64) {
        // The histogram grows by itself, so there is no value that it does not take.
        let _ = self
            .micros
            .record((millis * MICROS_PER_MILLI).round() as u64);
        self.fastest = Some(self.fastest.map_or(millis, |least| least.min(millis)));
        self.slowest = Some(self.slowest.map_or(millis, |most| most.max(millis)));
    }

    /// How many were counted.
    pub fn count(&self) -> u64 {
        self.micros.len()
    }

    /// The least.
    pub fn fastest(&self) -> Option<f64> {
        self.fastest
    }

    /// The most.
    pub fn slowest(&self) -> Option<f64> {
        self.slowest
    }

    /// So many of a hundred took at most this.
    pub fn percentile(&self, percent: f64) -> Option<f64> {
        let micros = self.micros.value_at_percentile(percent);
        let (least, most) = (self.fastest?, self.slowest?);
        Some((micros as f64 / MICROS_PER_MILLI).clamp(least, most))
    }

    /// The histogram in at most so many steps, each as wide as the one before times the same factor.
    pub fn buckets(&self, most: u32) -> Vec<LatencyBucket> {
        let (Some(fastest), Some(slowest)) = (self.fastest, self.slowest) else {
            return Vec::new();
        };
        let fastest = fastest.max(1.0 / MICROS_PER_MILLI);
        let factor = (slowest / fastest).powf(1.0 / f64::from(most)).max(1.05);
        let (mut steps, mut counted, mut edge) = (Vec::new(), 0, fastest);
        while counted < self.count() && steps.len() < most as usize {
            edge *= factor;
            let is_last = steps.len() + 1 == most as usize || edge >= slowest;
            let up_to = if is_last { slowest } else { edge };
            let below = match is_last {
                true => self.count(),
                false => self
                    .micros
                    .count_between(0, (up_to * MICROS_PER_MILLI) as u64),
            };
            steps.push(LatencyBucket {
                up_to_ms: (up_to * MICROS_PER_MILLI).round() / MICROS_PER_MILLI,
                count: below.saturating_sub(counted),
            });
            counted = below.max(counted);
        }
        steps
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
            let found = latency.percentile(percent).unwrap_or(f64::NAN);
            assert!(
                (found - millis).abs() <= millis / 1000.0,
                "{percent}: {found}"
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
            let steps = latency.buckets(10);
            let counted: u64 = steps.iter().map(|step| step.count).sum();
            assert_eq!(counted, values.len() as u64, "{steps:?}");
            assert!(steps.len() <= 10 && steps.is_sorted_by(|a, b| a.up_to_ms <= b.up_to_ms));
        }
    }
}
