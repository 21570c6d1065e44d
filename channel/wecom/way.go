package wecom

import (
	"context"

	"qunli/livecode"
)

// Ways puts what stands behind codes to WeCom (reference §4.1, §4.2).
type Ways struct{ Office *Office }

// Name is the channel's.
func (Ways) Name() string { return Name }

// Put makes a way, or changes the one of its config.
func (w Ways) Put(ctx context.Context, way livecode.Way) (livecode.Placed, error) {
	client, err := w.Office.Client(ctx)
	if err != nil {
		return livecode.Placed{}, err
	}
	put := client.ContactWay
	if way.Kind == livecode.Group {
		put = client.JoinWay
	}
	placed, err := put(ctx, way)
	return placed, explain(err)
}

var _ livecode.Ways = Ways{}

// Of both kinds of ways: what is called among colleagues has at most so many characters.
const mostRemark = 30

// ContactWay makes the code by which members are added, or changes it.
func (c *Client) ContactWay(ctx context.Context, w livecode.Way) (livecode.Placed, error) {
	const several, picture = 2, 2 // type, scene
	ask := map[string]any{"remark": clip(w.Name, mostRemark), "skip_verify": true, "state": w.State, "user": w.Behind}
	if w.Config != "" {
		ask["config_id"] = w.Config
		if err := c.post(ctx, "externalcontact/update_contact_way", ask, nil); err != nil {
			return livecode.Placed{}, err
		}
		var reply struct {
			Way struct {
				Picture string `json:"qr_code"`
			} `json:"contact_way"`
		}
		err := c.post(ctx, "externalcontact/get_contact_way", map[string]any{"config_id": w.Config}, &reply)
		return livecode.Placed{Config: w.Config, Picture: reply.Way.Picture}, err
	}
	ask["type"], ask["scene"] = several, picture
	var reply struct {
		Config  string `json:"config_id"`
		Picture string `json:"qr_code"`
	}
	err := c.post(ctx, "externalcontact/add_contact_way", ask, &reply)
	return livecode.Placed{Config: reply.Config, Picture: reply.Picture}, err
}

// JoinWay makes the code by which groups are joined, or changes it. Once all its groups are full the server opens the next one.
func (c *Client) JoinWay(ctx context.Context, w livecode.Way) (livecode.Placed, error) {
	const picture = 2 // scene
	ask := map[string]any{"scene": picture, "remark": clip(w.Name, mostRemark), "auto_create_room": 1, "room_base_name": w.Name,
		"room_base_id": w.Next, "chat_id_list": w.Behind, "state": w.State}
	config := w.Config
	if config != "" {
		ask["config_id"] = config
		if err := c.post(ctx, "externalcontact/groupchat/update_join_way", ask, nil); err != nil {
			return livecode.Placed{}, err
		}
	} else {
		var made struct {
			Config string `json:"config_id"`
		}
		if err := c.post(ctx, "externalcontact/groupchat/add_join_way", ask, &made); err != nil {
			return livecode.Placed{}, err
		}
		config = made.Config
	}
	var reply struct {
		Way struct {
			Picture string `json:"qr_code"`
		} `json:"join_way"`
	}
	err := c.post(ctx, "externalcontact/groupchat/get_join_way", map[string]any{"config_id": config}, &reply)
	return livecode.Placed{Config: config, Picture: reply.Way.Picture}, err
}

// clip cuts a text to so many characters.
func clip(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most])
	}
	return text
}
