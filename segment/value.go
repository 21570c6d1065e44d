package segment

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"qunli/customer"
	"qunli/kit/money"
)

// The lengths of spans, in ms.
const (
	hourLength = 3_600_000
	dayLength  = 24 * hourLength
)

// spanUnits are the units a span may be written in.
var spanUnits = []struct {
	suffix string
	length int64
}{{"小时", hourLength}, {"天", dayLength}, {"日", dayLength}, {"周", 7 * dayLength}, {"h", hourLength}, {"d", dayLength}, {"w", 7 * dayLength}}

// span reads "30d", "12h", "2w", "30天": ms.
func span(text string) (int64, bool) {
	for _, u := range spanUnits {
		digits, ok := strings.CutSuffix(strings.ToLower(text), u.suffix)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(digits, 10, 64)
		return n * u.length, err == nil && n > 0 && n*u.length <= MaxDays*dayLength && n < 1_000_000
	}
	return 0, false
}

// spellSpan writes a span canonically.
func spellSpan(ms int64) string {
	if ms%dayLength == 0 {
		return strconv.FormatInt(ms/dayLength, 10) + "d"
	}
	return strconv.FormatInt(ms/hourLength, 10) + "h"
}

// bindValues reads the values as the attribute means them and spells them canonically.
func (c *bound) bindValues(d draft) error {
	few, most := 1, 1
	switch c.Op {
	case In:
		most = MaxValues
	case IsNone, IsKnown:
		few, most = 0, 0
	}
	if n := len(c.Values); n < few || n > most {
		return d.op.wrong(fmt.Sprint(n), fmt.Sprintf("%s 后应有 %d 到 %d 个值", c.Op, few, most), fmt.Sprintf("%s takes %d to %d values", c.Op, few, most))
	}
	c.Values = slices.Clone(c.Values)
	for i := range c.Values {
		if err := c.bindValue(i, d.values[i]); err != nil {
			return err
		}
	}
	return nil
}

func (c *bound) bindValue(i int, at spot) (err error) {
	v := c.Values[i]
	switch {
	case c.attr.Type == customer.AttrNumber:
		n, err := strconv.ParseInt(v, 10, 64)
		if err != nil {
			return c.unfit(at, v, "整数，如 3", "a whole number, such as 3")
		}
		c.numbers, c.Values[i] = append(c.numbers, n), strconv.FormatInt(n, 10)
	case c.attr.Type == customer.AttrMoney:
		n, err := money.ParseFen(v)
		if err != nil {
			return c.unfit(at, v, "金额（元），如 100.00", "an amount in currency units, such as 100.00")
		}
		c.numbers, c.Values[i] = append(c.numbers, int64(n)), n.String()
	case c.Op == OlderThan || c.Op == Within:
		ms, ok := span(v)
		if !ok {
			return c.unfit(at, v, fmt.Sprintf("时长，如 30d、12h，最长 %dd；日期请用 before、after", MaxDays),
				fmt.Sprintf("a span such as 30d or 12h, at most %dd; for a date write before or after", MaxDays))
		}
		c.length, c.Values[i] = ms, spellSpan(ms)
	case c.attr.Type == customer.AttrMoment:
		if _, err := time.Parse(time.DateOnly, v); err != nil {
			return c.unfit(at, v, "日期，如 2026-01-31；时长请用 within、older than", "a date such as 2026-01-31; for a span write within or older than")
		}
	default:
		c.Values[i], err = c.bindWord(v, at)
	}
	return err
}

// bindWord gives the word that a rule says, by itself or by its title.
func (c *bound) bindWord(v string, at spot) (string, error) {
	v = strings.TrimSpace(v)
	if v == "" || len(v) > 200 {
		return v, c.unfit(at, v, "一个词；没有则写 is none", "a word; for no word write is none")
	}
	if c.attr.Words == nil || slices.Contains(c.attr.Words, v) {
		return v, nil
	}
	if i := slices.Index(c.attr.Titles, v); i >= 0 {
		return c.attr.Words[i], nil
	}
	list := slices.Clone(c.attr.Words)
	for i, title := range c.attr.Titles {
		list[i] += " (" + title + ")"
	}
	return v, c.unfit(at, v, "其中之一："+strings.Join(list, ", "), "one of "+strings.Join(c.attr.Words, ", "))
}

// unfit is the refusal of a value.
func (c *bound) unfit(at spot, v, zh, en string) error {
	return at.wrong(v, fmt.Sprintf("%s（%s）的值 %q 应为%s", c.attr.Zh, c.attr.Name, v, zh), fmt.Sprintf("the value %q of %s should be %s", v, c.attr.Name, en))
}

// said spells the clause for people: with the titles of its attribute.
func (c *bound) said() (zh, en string) {
	var z, e strings.Builder
	titled := c.Clause
	titled.Values = slices.Clone(c.Values)
	for i, v := range titled.Values {
		if n := slices.Index(c.attr.Words, v); n >= 0 && c.attr.Titles != nil {
			titled.Values[i] = c.attr.Titles[n]
		}
	}
	titled.write(&z, c.attr.Zh, true)
	c.write(&e, c.attr.En, false)
	unit := ""
	if len(c.numbers) == 1 && c.attr.Unit != "" {
		unit = " " + c.attr.Unit
	}
	return z.String() + unit, e.String()
}
