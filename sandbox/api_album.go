package sandbox

import "regexp"

// Product is a page of the corp's album.
type Product struct {
	ID          string   `json:"id"`
	App         string   `json:"app"`
	Description string   `json:"description"`
	Price       int64    `json:"price"` // fen
	SN          string   `json:"sn"`
	Media       []string `json:"media"`
	Created     int64    `json:"created"`
}

// productInput is a product as it is given: what is absent stays as it was.
type productInput struct {
	ID          string  `json:"product_id"`
	Description *string `json:"description"`
	Price       *int64  `json:"price"`
	SN          *string `json:"product_sn"`
	Attachments *[]struct {
		Type  string `json:"type"`
		Image struct {
			MediaID string `json:"media_id"`
		} `json:"image"`
	} `json:"attachments"`
	Cursor string `json:"cursor"`
	Limit  int    `json:"limit"`
}

var productSN = regexp.MustCompile(`^[0-9A-Za-z]{0,128}$`)

// fillProduct checks what was given and puts it into a product.
func (c *call) fillProduct(p *Product, in *productInput) error {
	set(&p.Description, in.Description)
	set(&p.Price, in.Price)
	set(&p.SN, in.SN)
	switch {
	case p.Description == "":
		return no(41073)
	case runes(p.Description) > 300:
		return no(41087)
	case p.Price < 0 || p.Price > 5_000_000:
		return no(41086)
	case !productSN.MatchString(p.SN):
		return no(41085)
	}
	if in.Attachments == nil {
		if len(p.Media) == 0 {
			return no(41088)
		}
		return nil
	}
	if n := len(*in.Attachments); n == 0 {
		return no(41088)
	} else if n > 9 {
		return no(41064)
	}
	p.Media = nil
	for _, a := range *in.Attachments {
		f := c.w.media.get(a.Image.MediaID)
		switch {
		case a.Type != "image":
			return no(41065)
		case f == nil || c.now >= f.Made+c.s.MediaHours*3600_000:
			return no(40007)
		case f.For != 2:
			return no(41072)
		}
		p.Media = append(p.Media, f.ID)
	}
	return nil
}

func (c *call) albumAdd() (m, error) {
	var in productInput
	if err := c.read(&in); err != nil {
		return nil, err
	}
	p := &Product{ID: newID("pd"), App: c.app.AgentID, Created: c.now}
	if err := c.fillProduct(p, &in); err != nil {
		return nil, err
	}
	c.w.products.put(p.ID, p)
	return m{"product_id": p.ID}, nil
}

// product finds one of this app's.
func (c *call) product() (*Product, *productInput, error) {
	var in productInput
	if err := c.read(&in); err != nil {
		return nil, nil, err
	}
	p := c.w.products.get(in.ID)
	if p == nil || p.App != c.app.AgentID && !c.app.System {
		return nil, nil, no(41075)
	}
	return p, &in, nil
}

func (p *Product) view() m {
	pictures := []m{}
	for _, id := range p.Media {
		pictures = append(pictures, m{"type": "image", "image": m{"media_id": id}})
	}
	return m{"product_id": p.ID, "description": p.Description, "price": p.Price, "product_sn": p.SN, "create_time": p.Created / 1000, "attachments": pictures}
}

func (c *call) albumGet() (m, error) {
	p, _, err := c.product()
	if err != nil {
		return nil, err
	}
	return m{"product": p.view()}, nil
}

func (c *call) albumUpdate() (m, error) {
	p, in, err := c.product()
	if err != nil {
		return nil, err
	}
	changed := *p
	if err := c.fillProduct(&changed, in); err != nil {
		return nil, err
	}
	*p = changed
	c.w.products.put(p.ID, p)
	return nil, nil
}

func (c *call) albumDelete() (m, error) {
	p, _, err := c.product()
	if err != nil {
		return nil, err
	}
	c.w.products.drop(p.ID)
	return nil, nil
}

func (c *call) albumList() (m, error) {
	var in productInput
	if err := c.read(&in); err != nil {
		return nil, err
	}
	var last int64
	if err := place(in.Cursor, &last); err != nil {
		return nil, err
	}
	limit, list, next := clamp(in.Limit, 50, 100), []m{}, ""
	c.w.products.from(last, func(_ string, seq int64, p *Product) bool {
		if p.App != c.app.AgentID && !c.app.System {
			return true
		}
		if len(list) == limit {
			next = cursor(last)
			return false
		}
		last = seq
		list = append(list, p.view())
		return true
	})
	return m{"product_list": list, "next_cursor": next}, nil
}
