// Command qunli runs private-domain communities as a closed loop and measures it.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"qunli/app"
)

var version = "dev" // set by the build

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := app.Main(ctx, app.Console{Args: os.Args[1:], In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: os.Getenv, Version: version})
	stop()
	os.Exit(code)
}
