// Package walk holds no program: its tests walk through the console in a browser, against the program itself with the demo
// brand of size S. They are skipped where no console was built (make web) or no browser is, and fail then under CI=true.
package walk
