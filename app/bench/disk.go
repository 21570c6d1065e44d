package bench

import (
	"context"
	"errors"
	"os"
	"time"

	"qunli/kit/clock"
)

// diskSyncs gives how often a second the disk under dir makes an appended 4 KiB page durable, one after the other.
func diskSyncs(ctx context.Context, dir string, during time.Duration) (rate float64, err error) {
	f, err := os.CreateTemp(dir, "bench-*.tmp")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close(), os.Remove(f.Name())) }()
	page := make([]byte, 4096)
	const most = 100_000
	watch, n := clock.Stopwatch(), 0
	for ; n < most && watch() < during && ctx.Err() == nil; n++ {
		if _, err := f.Write(page); err != nil {
			return 0, err
		}
		if err := syncData(f); err != nil {
			return 0, err
		}
	}
	return float64(n) / watch().Seconds(), ctx.Err()
}
