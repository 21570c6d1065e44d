// Package intake brings files of other systems in: one streaming importer for the command line, the API and the console.
//
// A file is inspected once from end to end before anything is written, so that a damaged file leaves no trace. Its columns
// are mapped to the fields of a kind (orders, customers, products, spend), by a preset, by hand, or by guess. Records then
// enter in transactions of bounded size, together with how far the file has been read.
//
// Invariants:
//   - A record is known by its natural key (source and number there). The same file again, or a longer file that holds
//     it, changes nothing that is already there.
//   - What is counted as read is durable with what it brought: killed at any moment and run again, nothing is doubled
//     and nothing is lost.
//   - A record that cannot be understood is kept with its line and reason; the others enter. The file of those that were
//     refused can be mended and brought in as it is.
//   - Undo removes what only that import brought, and refuses while something later depends on it.
//   - Memory does not grow with the file.
//
// One import of a kind and source runs at a time, over all nodes.
package intake
