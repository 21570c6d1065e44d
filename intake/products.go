package intake

import (
	"context"
	"strings"

	"qunli/commerce"
	"qunli/kit/db"
	"qunli/kit/money"
)

func readProduct(f *form, cells []string) (commerce.Product, error) {
	p := commerce.Product{OnSale: true}
	var err error
	if p.SKU, err = f.needed(cells, "sku"); err != nil {
		return p, err
	}
	p.Name, p.Line = f.text(cells, "product"), f.text(cells, "line")
	if p.Role, err = f.role(cells); err != nil {
		return p, err
	}
	if text := f.text(cells, "price"); text != "" {
		if p.Price, err = money.ParseFen(text); err != nil || p.Price < 0 {
			return p, f.wrong("price", text, "不是价格（不能为负）", "is no price (it cannot be negative)")
		}
	}
	if text := f.text(cells, "on_sale"); text != "" {
		var known bool
		if p.OnSale, known = yesNo(text); !known {
			return p, f.wrong("on_sale", text, "请写 是/否", "must be yes or no")
		}
	}
	return p, nil
}

// roleWords are the rungs of the product ladder as people write them (SHP-01).
var roleWords = map[string]commerce.Role{
	"": commerce.NoRole, "traffic": commerce.Traffic, "吸粉": commerce.Traffic, "吸粉产品": commerce.Traffic, "引流": commerce.Traffic,
	"low": commerce.Low, "低客单": commerce.Low, "低客单产品": commerce.Low, "high": commerce.High, "高客单": commerce.High,
	"高客单产品": commerce.High, "premium": commerce.Premium, "超高客单": commerce.Premium, "超高客单产品": commerce.Premium,
}

func (f *form) role(cells []string) (commerce.Role, error) {
	text := f.text(cells, "role")
	role, ok := roleWords[strings.ToLower(text)]
	if !ok {
		return role, f.wrong("role", text, "不是产品角色，可写 吸粉、低客单、高客单、超高客单", "is no product role; write traffic, low, high or premium")
	}
	return role, nil
}

func (s *Service) writeProducts(ctx context.Context, tx *db.Tx, imp run, rows []commerce.Product) (outcome, error) {
	taken, err := commerce.TakeProducts(ctx, tx, int64(imp.ID), rows)
	return outcomeOf(taken), err
}
