package insight

import (
	"fmt"
	"strings"
)

// The picture's measures, in its own units.
const (
	pictureWide, pictureHigh = 720.0, 400.0
	plotLeft, plotTop        = 56.0, 64.0
	plotWide, plotHigh       = 640.0, 280.0
)

// picture draws the calibration as SVG: for each tenth of the buyers what was foretold of one, and what came. The same
// calibration gives the same bytes.
func (c calibration) picture(title Words) string {
	top := 0.5
	for _, d := range c.Deciles {
		top = max(top, d.Predicted, d.Actual)
	}
	step := 0.5
	if top > 3 {
		step = 1
	}
	top += step / 4
	var s strings.Builder
	fmt.Fprintf(&s, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" font-family="sans-serif" font-size="12" fill="#333">`+"\n", pictureWide, pictureHigh)
	fmt.Fprintf(&s, `<title>%s · %s</title>`+"\n", title.Zh, title.En)
	fmt.Fprintf(&s, `<rect width="%g" height="%g" fill="#fff"/>`+"\n", pictureWide, pictureHigh)
	fmt.Fprintf(&s, `<text x="%g" y="22" font-size="15">%s</text>`+"\n", plotLeft, title.Zh)
	fmt.Fprintf(&s, `<text x="%g" y="42">%s</text>`+"\n", plotLeft, title.En)
	for at := 0.0; at <= top; at += step {
		y := plotTop + plotHigh*(1-at/top)
		fmt.Fprintf(&s, `<path d="M%g %.1fH%g" stroke="#ddd"/><text x="%g" y="%.1f" text-anchor="end">%g</text>`+"\n", plotLeft, y, plotLeft+plotWide, plotLeft-6, y+4, at)
	}
	slot := plotWide / float64(len(c.Deciles))
	for i, d := range c.Deciles {
		x := plotLeft + slot*float64(i)
		bar(&s, x+slot*.16, slot*.32, d.Predicted/top, "#7aa6da")
		bar(&s, x+slot*.52, slot*.32, d.Actual/top, "#d98a4b")
		fmt.Fprintf(&s, `<text x="%.1f" y="%g" text-anchor="middle">%d</text>`+"\n", x+slot/2, plotTop+plotHigh+16, i+1)
	}
	c.legend(&s)
	s.WriteString("</svg>\n")
	return s.String()
}

// bar draws a column of a share of the plot's height.
func bar(s *strings.Builder, x, wide, share float64, colour string) {
	fmt.Fprintf(s, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s"/>`+"\n", x, plotTop+plotHigh*(1-share), wide, plotHigh*share, colour)
}

func (c calibration) legend(s *strings.Builder) {
	y := plotTop + plotHigh + 42
	for _, l := range []struct {
		x            float64
		colour, text string
	}{
		{plotLeft, "#7aa6da", fmt.Sprintf("预测 foretold (%.0f)", c.Predicted)},
		{plotLeft + 170, "#d98a4b", fmt.Sprintf("实际 true (%.0f)", c.Actual)},
	} {
		fmt.Fprintf(s, `<rect x="%g" y="%g" width="12" height="12" fill="%s"/><text x="%g" y="%g">%s</text>`+"\n", l.x, y-10, l.colour, l.x+18, y, l.text)
	}
	fmt.Fprintf(s, `<text x="%g" y="%g" text-anchor="end">%d 位买家，人均下单天数 · order-days a buyer of %d</text>`+"\n", plotLeft+plotWide, y, c.Buyers, c.Buyers)
}
