package console

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"qunli/commerce"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// nothing is done beside the record.
func nothing(context.Context, *db.Tx) error { return nil }

// exportStep is how many people are read for a file at a time.
const exportStep = 1000

type peopleSheetIn struct {
	PeopleFilter
	Phones string `query:"phones" enum:"masked,plain" doc:"masked when empty; plain takes the permission to reveal"`
}

// peopleSheet is the export of exactly a list of customers: as many lines as the list has people.
func (c *Console) peopleSheet(ctx context.Context, in *peopleSheetIn) (sheet, error) {
	if err := org.Must(ctx, org.CustomerExport); err != nil {
		return sheet{}, err
	}
	plain, err := plainFor(ctx, in.Phones)
	if err != nil {
		return sheet{}, err
	}
	filter, err := in.filter(ctx, c)
	if err != nil {
		return sheet{}, err
	}
	ids, err := c.Insight.People(ctx, filter)
	if err != nil {
		return sheet{}, err
	}
	filter.Query = strings.Repeat("*", min(1, len(filter.Query))) // what was searched for may be somebody's name
	if err := c.taken(ctx, "customer.export_list", "customers", int64(len(ids)), map[string]any{"filter": filter, "revealed": plain}); err != nil {
		return sheet{}, err
	}
	d, err := c.decoder(ctx)
	if err != nil {
		return sheet{}, err
	}
	return sheet{"customers", []string{"id", "name", "phone", "channel", "store", "staff", "added", "orders", "spent", "first_order", "last_order",
		"ladder", "depth", "band", "tier", "seed", "tags"}, func(write func(...string) error) error {
		for part := range slices.Chunk(ids, exportStep) {
			if err := c.writePeople(ctx, part, plain, d, write); err != nil {
				return err
			}
		}
		return nil
	}}, nil
}

func (c *Console) writePeople(ctx context.Context, ids []customer.ID, plain bool, d decoder, write func(...string) error) error {
	people, err := c.Insight.Describe(ctx, ids)
	if err != nil {
		return err
	}
	all, err := c.listed(ctx, people, plain)
	if err != nil {
		return err
	}
	for _, p := range all {
		var tags []string
		for _, t := range p.Tags {
			tags = append(tags, strings.TrimPrefix(t.Family+"/"+t.Name, "/"))
		}
		err := write(p.ID.String(), p.Name, p.Phone, p.Channel, d.stores[p.StoreID], d.staff[p.StaffID], d.day(p.AddedAt), number(p.Orders), p.Spent.String(),
			d.day(p.FirstAt), d.day(p.LastAt), p.Ladder, p.Depth, p.Band, p.Tier, p.Seed, strings.Join(tags, " "))
		if err != nil {
			return err
		}
	}
	return nil
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

// decoder turns what tables hold into what a file shows.
type decoder struct {
	zone   *time.Location
	stores map[org.StoreID]string
	staff  map[org.StaffID]string
}

func (c *Console) decoder(ctx context.Context) (decoder, error) {
	q := c.DB.Read()
	d := decoder{}
	var err error
	if d.zone, err = org.Zone(ctx, q); err != nil {
		return d, err
	}
	if d.stores, err = org.AllStoreNames(ctx, q); err != nil {
		return d, err
	}
	d.staff, err = org.AllStaffNames(ctx, q)
	return d, err
}

// day gives the day of a moment, "" for none.
func (d decoder) day(ms int64) string {
	if ms == 0 {
		return ""
	}
	return time.UnixMilli(ms).In(d.zone).Format(time.DateOnly)
}

// orderSheet is the export of exactly a list of documents.
func (c *Console) orderSheet(ctx context.Context, in *OrderFilter) (sheet, error) {
	if err := org.Must(ctx, org.CustomerExport); err != nil {
		return sheet{}, err
	}
	in.After = ""
	filter, err := c.orderFilter(ctx, in)
	if err != nil {
		return sheet{}, err
	}
	n, err := c.Commerce.Count(ctx, c.DB.Read(), filter, 0)
	if err != nil {
		return sheet{}, err
	}
	if err := c.taken(ctx, "order.export_list", "orders", n, nil); err != nil {
		return sheet{}, err
	}
	d, err := c.decoder(ctx)
	return sheet{"orders", []string{"id", "source", "order_no", "kind", "refund_of", "customer", "store", "staff", "scene", "channel", "day", "time", "amount",
		"refunded", "state", "kept"}, func(write func(...string) error) error {
		return c.Commerce.EachOrder(ctx, c.DB.Read(), filter, func(o commerce.Order) error {
			return write(o.ID.String(), o.Source, o.OrderNo, string(o.Kind), o.RefundNo, o.CustomerID.String(), d.stores[o.StoreID], d.staff[o.StaffID],
				string(o.Scene), o.Channel, o.Day, time.UnixMilli(o.At).In(d.zone).Format(time.DateTime), o.Amount.String(), o.Refunded.String(),
				string(o.State), strconv.FormatBool(o.Kept()))
		})
	}}, err
}

type metricSheetIn struct {
	MetricQuery
	Set string `query:"set" required:"true" doc:"Set of a number's rows, as the answer names it"`
}

// metricSheet is the export of all rows behind a number.
func (c *Console) metricSheet(ctx context.Context, in *metricSheetIn) (sheet, error) {
	if err := org.Must(ctx, org.CustomerExport); err != nil {
		return sheet{}, err
	}
	p, err := in.params()
	if err != nil {
		return sheet{}, err
	}
	l, err := c.Insight.AllRows(ctx, in.Name, p, in.Set)
	if err != nil {
		return sheet{}, err
	}
	if err := c.taken(ctx, "insight.export_rows", "metric", int64(l.Count), map[string]any{"metric": in.Name, "set": in.Set}); err != nil {
		return sheet{}, err
	}
	columns := []string{"key"}
	for _, k := range l.Columns {
		columns = append(columns, k.Name)
	}
	return sheet{in.Name, columns, func(write func(...string) error) error {
		for _, row := range l.Rows {
			cells := []string{row.Key}
			for i, cell := range row.Cells {
				cells = append(cells, l.Columns[i].Show(cell, langOf(ctx)))
			}
			if err := write(cells...); err != nil {
				return err
			}
		}
		return nil
	}}, nil
}
