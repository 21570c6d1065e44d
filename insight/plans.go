package insight

// planMetrics are the metrics by which an owner decides: what a plan would bring, what things cost, what experiments say, and, made
// from the others, the evening page, which therefore is the last.
func planMetrics() Book {
	return Book{forecastMetric(), roiMetric(), cacMetric(), costsMetric(), experimentMetric(), eveningMetric()}
}
