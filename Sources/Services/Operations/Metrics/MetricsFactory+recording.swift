package import CoreMetrics

/// How the daemons count: a line at each place, and nothing is paid while no exporter is installed.
///
///     factory.count("ridgeline_link_rounds_total", ("task", "uploads"), ("outcome", "done"))
extension MetricsFactory {
    package func count(_ label: String, _ dimensions: (String, String)..., by number: Int = 1) {
        Counter(label: label, dimensions: dimensions, factory: self).increment(by: number)
    }

    /// - Parameter duration: kept to the nanosecond; exporters show seconds.
    package func time(_ label: String, _ dimensions: (String, String)..., took duration: Duration) {
        Timer(label: label, dimensions: dimensions, factory: self).recordNanoseconds(Int64(duration / .nanoseconds(1)))
    }

    /// What is now, and may fall again.
    package func set(_ label: String, to value: Int) {
        Gauge(label: label, dimensions: [], factory: self).record(value)
    }
}
