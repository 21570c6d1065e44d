package wechat

import (
	"context"
	"crypto/sha1" // the protocol hashes bills with it
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"qunli/commerce/pay"
	"qunli/kit/money"
)

// Bill lists what the provider booked on a day: payments and refunds from the trade bill, transfers from that of the funds.
func (o *Office) Bill(ctx context.Context, day string) ([]pay.BillLine, error) {
	c, err := o.use(ctx)
	if err != nil {
		return nil, err
	}
	trade, err := c.bill(ctx, "/v3/bill/tradebill?bill_date="+day+"&bill_type=ALL")
	if err != nil {
		return nil, err
	}
	funds, err := c.bill(ctx, "/v3/bill/fundflowbill?bill_date="+day+"&account_type=BASIC")
	if err != nil {
		return nil, err
	}
	out, err := readBill(trade, tradeLine)
	if err != nil {
		return nil, err
	}
	more, err := readBill(funds, fundLine)
	return append(out, more...), err
}

// bill gets one bill; a day on which nothing moved has none.
func (c *client) bill(ctx context.Context, path string) (string, error) {
	var where struct {
		Hash string `json:"hash_value"`
		URL  string `json:"download_url"`
	}
	err := c.call(ctx, http.MethodGet, path, nil, &where)
	if errors.Is(err, pay.ErrAbsent) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	address, err := url.Parse(where.URL)
	if err != nil {
		return "", errBill.Because(err)
	}
	answer, text, err := c.send(ctx, http.MethodGet, address.RequestURI(), nil) // from the API's own host, wherever it points
	if err != nil {
		return "", err
	}
	sum := sha1.Sum(text)
	if answer.StatusCode != http.StatusOK || !strings.EqualFold(hex.EncodeToString(sum[:]), where.Hash) {
		return "", errBill
	}
	return string(text), nil
}

// row is a row of a bill by the names of its columns.
type row map[string]string

// readBill reads a bill: the names, rows whose cells stand behind backticks, and the sums, which begin with names again.
func readBill(text string, read func(row) (pay.BillLine, bool, error)) ([]pay.BillLine, error) {
	var names []string
	var out []pay.BillLine
	for line := range strings.SplitSeq(strings.TrimPrefix(text, "\ufeff"), "\n") {
		line = strings.TrimRight(line, "\r")
		switch {
		case line == "":
		case names == nil:
			names = strings.Split(line, ",")
		case !strings.HasPrefix(line, "`"):
			return out, nil // the sums
		default:
			cells := strings.Split(strings.TrimPrefix(line, "`"), ",`")
			if len(cells) != len(names) {
				return nil, errBill
			}
			r := row{}
			for i, name := range names {
				r[name] = cells[i]
			}
			l, ok, err := read(r)
			if err != nil {
				return nil, errBill.Because(err)
			}
			if ok {
				out = append(out, l)
			}
		}
	}
	return out, nil
}

func tradeLine(r row) (pay.BillLine, bool, error) {
	switch r["交易状态"] {
	case "SUCCESS":
		sum, err := money.ParseFen(r["订单金额"])
		return pay.BillLine{Kind: pay.BillPayment, Number: r["商户订单号"], ProviderNo: r["微信订单号"], Amount: sum}, true, err
	case "REFUND":
		sum, err := money.ParseFen(r["申请退款金额"])
		return pay.BillLine{Kind: pay.BillRefund, Number: r["商户退款单号"], ProviderNo: r["微信退款单号"], Amount: sum}, true, err
	}
	return pay.BillLine{}, false, nil
}

func fundLine(r row) (pay.BillLine, bool, error) {
	if !strings.Contains(r["业务类型"], "转账") || r["收支类型"] != "支出" {
		return pay.BillLine{}, false, nil
	}
	sum, err := money.ParseFen(r["收支金额(元)"])
	return pay.BillLine{Kind: pay.BillPayout, Number: r["业务凭证号"], ProviderNo: r["微信支付业务单号"], Amount: sum}, true, err
}
