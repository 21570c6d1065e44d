// Package pgtest gives tests a real PostgreSQL of their own.
//
// A server lives in a temporary folder, listens on a Unix socket there and on nothing else, and is owned by a small
// shell that reads from a pipe the starting process holds. When that process stops it, exits, panics or is killed,
// the pipe closes, the shell shuts the server down and removes the folder. When we are root the server runs as the
// user "postgres", because PostgreSQL refuses to run as root.
//
// A test asks for a database and need not know where the server comes from:
//
//	func TestMain(m *testing.M) { pgtest.Main(m) }
//
//	func TestJoin(t *testing.T) { url := pgtest.Fresh(t); … }
//
// When the variable QUNLI_TEST_PG names a running server, that one is used instead of starting another; the command
// in testkit/pgtest/run sets it, so that dozens of test binaries need one initdb between them.
package pgtest
