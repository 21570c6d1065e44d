package browser

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"qunli/testkit/need"
)

//go:embed watch.sh
var watch string

// shared is the one browser of this test process.
var shared browser

// browser is started when first asked for.
type browser struct {
	mu    sync.Mutex
	tried bool
	err   error
	ctx   context.Context
	stop  func() error
}

// Stop ends the browser if one was started, and removes its folder. Call it from TestMain after the tests. A test
// process that is killed takes its browser with it: that lives as long as the pipe to us.
func Stop() error {
	shared.mu.Lock()
	defer shared.mu.Unlock()
	if shared.stop == nil {
		return nil
	}
	return shared.stop()
}

// Available finds the program, and makes sure that it can draw Chinese.
func Available() (program string, err error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if program, err = exec.LookPath(name); err == nil {
			break
		}
	}
	if program == "" {
		return "", errors.New("there is no Chromium")
	}
	fonts, err := exec.Command("fc-list", ":lang=zh-cn", "family").Output()
	if err != nil || len(strings.TrimSpace(string(fonts))) == 0 {
		return "", errors.New("there is no font for Chinese")
	}
	return program, nil
}

// get starts the browser at the first call; later calls give the same answer.
func (b *browser) get(program string) (context.Context, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.tried {
		b.tried = true
		b.err = b.start(program)
	}
	return b.ctx, b.err
}

func (b *browser) start(program string) error {
	dir, err := os.MkdirTemp("", "qunli-browser-")
	if err != nil {
		return fmt.Errorf("make a folder for Chromium: %w", err)
	}
	allocator, freed := chromedp.NewExecAllocator(context.Background(), options(program, dir)...)
	ctx, cancel := chromedp.NewContext(allocator)
	b.stop = func() error {
		err := chromedp.Cancel(ctx)
		cancel()
		freed()
		return errors.Join(err, os.RemoveAll(dir))
	}
	if err := chromedp.Do(ctx); err != nil { // starts it
		return fmt.Errorf("start %s: %w", program, err)
	}
	b.ctx = ctx
	return nil
}

// options are the flags: nothing of this machine's settings, nobody but this machine to talk to.
func options(program, dir string) []chromedp.ExecAllocatorOption {
	own := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(program), chromedp.UserDataDir(dir), chromedp.DisableGPU, chromedp.WindowSize(1440, 900),
		chromedp.Flag("lang", "zh-CN"), chromedp.Flag("accept-lang", "zh-CN"), chromedp.Flag("no-proxy-server", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE *.localhost"),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.ModifyCmdFunc(func(cmd *exec.Cmd) { leash(cmd, dir) }),
	}
	if os.Geteuid() == 0 {
		own = append(own, chromedp.NoSandbox)
	}
	return append(chromedp.DefaultExecAllocatorOptions[:], own...)
}

// leash has a shell run the command and remove the folder when it ends, which it does when the pipe to us closes.
func leash(cmd *exec.Cmd, dir string) {
	cmd.Args = append([]string{"sh", "-c", watch, "watch", dir, cmd.Path}, cmd.Args[1:]...)
	cmd.Path = "/bin/sh"
}

// absent ends a test that cannot have a browser.
func absent(tb testing.TB, err error) {
	tb.Helper()
	need.Absent(tb, fmt.Sprintf("%v; `make test` installs it or prints the line that does", err))
}
