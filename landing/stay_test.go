package landing

import (
	"fmt"
	"testing"
	"time"
)

// TestHowFarDownAndHowLong: of each visitor the most that was ever told counts, once; who was never here counts nothing; the median is of those of whom it
// was told, by variant and channel (LND-04).
func TestHowFarDownAndHowLong(t *testing.T) {
	each(t, func(h *house) {
		l := h.live(false)
		tell := func(visitor, channel string, stays ...Stay) {
			k := Knock{Key: l.Key, Visitor: visitor, Channel: channel}
			_, err := h.Open(t.Context(), k)
			h.is(err, nil)
			for _, s := range stays {
				h.is(h.Stayed(t.Context(), k, s), nil)
			}
		}
		tell("none", "wx")
		tell("glance", "wx", Stay{Depth: 24, Dwell: 900})
		tell("twice", "wx", Stay{Depth: 80, Dwell: 4000}, Stay{Depth: 30, Dwell: 9000}, Stay{Depth: 80, Dwell: 4000})
		tell("whole", "dy", Stay{Depth: 100, Dwell: 20_000})
		tell("liar", "dy", Stay{Depth: 900, Dwell: int64(99 * time.Hour / time.Millisecond)})
		tell("nonsense", "dy", Stay{Depth: -5, Dwell: -5})
		h.is(h.Stayed(t.Context(), Knock{Key: l.Key, Visitor: "never came"}, Stay{Depth: 100, Dwell: 5}), nil)
		channels, variants, err := h.Funnel(h.owner, l.ID)
		h.is(err, nil)
		said := ""
		for _, c := range append(channels, variants...) {
			said += fmt.Sprintf("%s %s: %d views, told %d: %d %d %d %d, %d ms\n", c.Variant, c.Channel, c.Views, c.Told, c.Down25, c.Down50, c.Down75, c.Down100, c.Dwell)
		}
		h.equal(said, `a dy: 3 views, told 2: 2 2 2 2, 20000 ms
a wx: 3 views, told 2: 1 1 1 0, 900 ms
a : 6 views, told 4: 3 3 3 2, 9000 ms
b : 0 views, told 0: 0 0 0 0, 0 ms
`)
	})
}
